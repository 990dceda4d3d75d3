using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Jmap.Core;

/// <summary>Runs the calls of one request in order, and writes each response as soon as it is there (RFC 8620 §3.4).</summary>
internal sealed class RequestRun(JmapServer server, AccountId account, JmapRequest request) : MethodCall
{
    private const int FlushOctets = 32 * 1024;

    /// <summary>Letters stay what they are: a response is read as JSON and as nothing else, and escaped some are twice as long.</summary>
    private static readonly JsonWriterOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ResultReferences references = new(request.Calls);
    private readonly Queue<(string Method, JsonElement Arguments)> implied = [];
    private readonly ILogger log = server.Loggers.CreateLogger<RequestRun>();

    public override AccountId Account => account;

    public override JmapServer Server => server;

    public override IDictionary<string, string> CreatedIds { get; } =
        new Dictionary<string, string>(
            request.CreatedIds ?? new Dictionary<string, string>(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    public override void Then(string method, JsonElement arguments) => implied.Enqueue((method, arguments));

    public async Task RunAsync(string sessionState, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(output, Unescaped);
        writer.WriteStartObject();
        writer.WriteStartArray("methodResponses");
        foreach (var call in request.Calls)
        {
            await RunAsync(call, writer, cancellationToken);
            while (implied.TryDequeue(out var next))
                await RunAsync(new Invocation(next.Method, next.Arguments, call.Id), writer, cancellationToken);
            if (writer.BytesPending + output.UnflushedBytes < FlushOctets)
                continue;
            await writer.FlushAsync(cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        writer.WriteEndArray();
        if (request.CreatedIds is not null)
            WriteCreatedIds(writer);
        writer.WriteString("sessionState", sessionState);
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private async Task RunAsync(Invocation call, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        // What a method has written counts only if it ends well.
        var response = new ArrayBufferWriter<byte>();
        var name = call.Name;
        try
        {
            await using var writer = new Utf8JsonWriter(response, Unescaped);
            await InvokeAsync(call, writer, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            name = "error";
            implied.Clear();
            response.ResetWrittenCount();
            using var writer = new Utf8JsonWriter(response, Unescaped);
            WriteError(writer, ErrorOf(e, call.Name));
        }
        references.Keep(call.Id, name, response.WrittenSpan);
        output.WriteStartArray();
        output.WriteStringValue(name);
        output.WriteRawValue(response.WrittenSpan, skipInputValidation: true);
        output.WriteStringValue(call.Id);
        output.WriteEndArray();
    }

    private ValueTask InvokeAsync(Invocation call, Utf8JsonWriter writer, CancellationToken cancellationToken) =>
        server.Find(call.Name) is { } method && request.Using.Contains(method.Capability)
            ? method.InvokeAsync(references.Resolve(call.Arguments), this, writer, cancellationToken)
            : throw new MethodException("unknownMethod");

    private MethodException ErrorOf(Exception exception, string method)
    {
        switch (exception)
        {
            case MethodException error:
                return error;
            case JsonException { Path: var path }:
                return MethodException.InvalidArguments($"{path} is not what the method takes there.");
            case UnknownAccountException:
                return MethodException.AccountNotFound();
            case StoreUnavailableException:
                log.LogWarning(exception, "{Method} of {Account} found no storage", method, account);
                return new MethodException("serverUnavailable");
            default:
                log.LogError(exception, "{Method} of {Account} failed", method, account);
                return new MethodException("serverFail");
        }
    }

    private static void WriteError(Utf8JsonWriter writer, MethodException error)
    {
        writer.WriteStartObject();
        writer.WriteString("type", error.Type);
        if (error.Description is { } description)
            writer.WriteString("description", description);
        writer.WriteEndObject();
    }

    private void WriteCreatedIds(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("createdIds");
        foreach (var (creation, id) in CreatedIds)
            writer.WriteString(creation, id);
        writer.WriteEndObject();
    }
}
