using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MailCloud.Functions.Hosting;

/// <summary>
/// What the Functions host and a custom handler say to each other about an invocation: the one reader of the host's envelope and the one writer
/// of the answers to it.
/// </summary>
/// <remarks>
/// The host takes 200 with <c>{}</c> as success and every 4xx and 5xx as failure. A 200 with an empty body or <c>null</c>, or a 204, makes it wait until
/// the function's time is over, so nothing but <see cref="SucceedAsync"/> and <see cref="FailAsync"/> ever answers it.
/// </remarks>
public static class HostContract
{
    /// <summary>The environment variable in which the host says where it will call.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    public const string InvocationIdHeader = "X-Azure-Functions-InvocationId";

    /// <summary>The most octets of an envelope. A queue message has at most 64 KiB, and may be in it twice, as data and as metadata.</summary>
    public const long MaxEnvelopeOctets = 1024 * 1024;

    /// <summary>
    /// Reads <c>{"Data":{"item":"\"hello\""},"Metadata":{"DequeueCount":"1",…}}</c>. The one property of Data is the trigger's binding. A string in
    /// it may be JSON-quoted once or twice, so text that begins and ends with quotation marks is always taken as quoted twice.
    /// </summary>
    /// <exception cref="FormatException">The body is no such envelope.</exception>
    public static async ValueTask<Invocation> ReadAsync(string id, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var envelope = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            var binding = envelope.RootElement.GetProperty("Data").EnumerateObject().Single();
            return new Invocation(id, Text(binding.Value), Attempt(envelope.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The request is not an invocation of the Functions host.", e);
        }
    }

    /// <summary>Tells the host that the invocation succeeded.</summary>
    public static Task SucceedAsync(HttpResponse response, CancellationToken cancellationToken) =>
        AnswerAsync(response, StatusCodes.Status200OK, "application/json", "{}", cancellationToken);

    /// <summary>Tells the host that the invocation failed: a queue message will be tried again or put aside.</summary>
    public static Task FailAsync(HttpResponse response, int status, string reason, CancellationToken cancellationToken) =>
        AnswerAsync(response, status, "text/plain; charset=utf-8", reason, cancellationToken);

    private static Task AnswerAsync(HttpResponse response, int status, string type, string body, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = Encoding.UTF8.GetByteCount(body);
        return response.WriteAsync(body, cancellationToken);
    }

    private static string Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value.GetRawText();
        var text = value.GetString()!;
        return text is ['"', .., '"'] ? JsonSerializer.Deserialize<string>(text)! : text;
    }

    /// <summary>Numbers of the metadata are strings; a timer's metadata has no count.</summary>
    private static int Attempt(JsonElement envelope) =>
        envelope.TryGetProperty("Metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("DequeueCount", out var count)
        && int.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? attempt
            : 1;
}
