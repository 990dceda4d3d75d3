using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MailCloud.Storage.Metering;

/// <summary>
/// What the service asks of storage: every request that goes over the wire, retries too, since each is paid for. Its instruments are for whoever listens; while nobody does, they cost a look.
/// </summary>
public static class StorageMeter
{
    public const string Name = "MailCloud.Storage";

    /// <summary>Requests, with <see cref="ServiceTag"/>, <see cref="OperationTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string OperationsInstrument = "mailcloud.storage.operations";

    /// <summary>How long they took, in seconds, from the first octet sent to the headers of the answer; tags as for <see cref="OperationsInstrument"/>.</summary>
    public const string DurationInstrument = "mailcloud.storage.duration";

    /// <summary><c>blob</c>, <c>queue</c> or <c>table</c>.</summary>
    public const string ServiceTag = "service";

    /// <summary>The operation as Azure's REST interface calls it, without spaces: <c>PutBlob</c>, <c>GetEntity</c>; the prices go by it.</summary>
    public const string OperationTag = "operation";

    /// <summary>
    /// <c>ok</c>; <c>missing</c>: there is no such thing (404); <c>conflict</c>: somebody else was first (409, 412); <c>error</c>: all else.
    /// </summary>
    public const string OutcomeTag = "outcome";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Operations = Meter.CreateCounter<long>(
        OperationsInstrument,
        "{request}",
        "Requests to the storage account"
    );

    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        DurationInstrument,
        "s",
        "How long requests to the storage account take"
    );

    internal static bool IsListenedTo => Operations.Enabled || Duration.Enabled;
}
