using Google.Protobuf;
using MailCloud.Mail.Greylisting;

namespace MailCloud.Storage.Format;

/// <summary>What is known of a client network, as <c>greylist.proto</c> describes it.</summary>
internal static class GreylistFormat
{
    public static byte[] Encode(GreylistClient client)
    {
        var row = new Proto.GreylistRow { Version = FormatVersion.Current, Passes = (uint)client.Passes };
        foreach (var (hash, since, hasWaited) in client.Triplets)
            row.Triplets.Add(
                new Proto.GreylistTripletRow
                {
                    Hash = hash,
                    Since = since.ToUnixTimeSeconds(),
                    HasWaited = hasWaited,
                }
            );
        return row.ToByteArray();
    }

    public static GreylistClient Decode(byte[] body, DateTimeOffset due)
    {
        var row = Proto.GreylistRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "A row of the greylist");
        var triplets = row.Triplets.Select(each => new GreylistTriplet(
            each.Hash,
            DateTimeOffset.FromUnixTimeSeconds(each.Since),
            each.HasWaited
        ));
        return new GreylistClient((int)row.Passes, [.. triplets], due);
    }
}
