namespace MailCloud.Cli.Costs;

/// <summary>What counted operations cost, by the classes that storage is priced in.</summary>
internal static class OperationPrice
{
    /// <summary>Writes of blobs, and listings, which are priced as writes.</summary>
    public static double BlobWrites(this Counts counts) =>
        counts.Of(
            "blob.PutBlob",
            "blob.PutBlock",
            "blob.PutBlockList",
            "blob.SetBlobMetadata",
            "blob.LeaseBlob",
            "blob.ListBlobs",
            "blob.CreateContainer"
        );

    /// <summary>All the rest but deletions, which are free.</summary>
    public static double BlobReads(this Counts counts) => counts.All("blob.") - counts.BlobWrites() - counts.Of("blob.DeleteBlob");

    /// <summary>A transaction of many rows is one operation.</summary>
    public static double Tables(this Counts counts) => counts.All("table.");

    public static double Queues(this Counts counts) => counts.All("queue.");

    /// <summary>Runs of functions.</summary>
    public static double Runs(this Counts counts) => counts.All("function.");

    /// <summary>What the operations cost, runs of functions not included.</summary>
    public static double StorageCost(this Counts counts, Prices prices) =>
        (
            (counts.BlobWrites() * prices.BlobWritesPer10000)
            + (counts.BlobReads() * prices.BlobReadsPer10000)
            + (counts.Tables() * prices.TableOperationsPer10000)
            + (counts.Queues() * prices.QueueOperationsPer10000)
        ) / 10_000;

    /// <summary>What runs cost that do not share an instance's time with others: each its shortest time.</summary>
    public static double RunCost(this Counts counts, Prices prices, double gigabytes) =>
        counts.Runs()
        * ((prices.FunctionsPerMillionRuns / 1_000_000) + (prices.FunctionsShortestRunSeconds * gigabytes * prices.FunctionsPerGBSecond));
}
