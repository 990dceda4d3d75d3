using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace MailCloud.Storage.Metering;

/// <summary>Counts the requests of one service's clients.</summary>
internal sealed class MeteringPolicy(StorageServiceKind service) : HttpPipelinePolicy
{
    private readonly KeyValuePair<string, object?> serviceTag = new(StorageMeter.ServiceTag, StorageOperations.NameOf(service));

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var started = Stopwatch.GetTimestamp();
        using var activity = Begin(message);
        try
        {
            ProcessNext(message, pipeline);
        }
        finally
        {
            Record(message, started);
        }
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var started = Stopwatch.GetTimestamp();
        using var activity = Begin(message);
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            Record(message, started);
        }
    }

    private Activity? Begin(HttpMessage message) =>
        StorageMeter.Source.HasListeners()
            ? StorageMeter
                .Source.StartActivity(StorageOperations.NameOf(service, message.Request), ActivityKind.Client)
                ?.SetTag("service", serviceTag.Value)
            : null;

    private void Record(HttpMessage message, long started)
    {
        if (!StorageMeter.IsListenedTo)
            return;
        var tags = new TagList
        {
            serviceTag,
            { StorageMeter.OperationTag, StorageOperations.NameOf(service, message.Request) },
            { StorageMeter.OutcomeTag, OutcomeOf(message) },
        };
        StorageMeter.Operations.Add(1, tags);
        StorageMeter.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
    }

    /// <summary>Without an answer, whatever the reason, it is an error.</summary>
    private static string OutcomeOf(HttpMessage message) =>
        !message.HasResponse
            ? "error"
            : message.Response.Status switch
            {
                < 400 => "ok",
                404 => "missing",
                409 or 412 => "conflict",
                _ => "error",
            };
}
