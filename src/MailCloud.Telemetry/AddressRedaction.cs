using System.Globalization;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace MailCloud.Telemetry;

/// <summary>
/// Takes mail addresses out of log records before they leave the machine: who writes to whom is for the console, whose readers run the service, and not for whoever reads
/// dashboards. Accounts are named by addresses, so they go too. To be added in front of the exporters.
/// </summary>
internal sealed class AddressRedaction : BaseProcessor<LogRecord>
{
    public const string Placeholder = "<address>";

    // Clients may have part in what is logged, so matching must take a time in proportion to the text.
    private static readonly Regex Address = new(
        """[^\s<>()\[\],;:'"]*@[^\s<>()\[\],;'"]*""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    public static string Redact(string text) => text.Contains('@', StringComparison.Ordinal) ? Address.Replace(text, Placeholder) : text;

    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
            data.FormattedMessage = Redact(message);
        if (data.Body is { } body)
            data.Body = Redact(body);
        if (data.Attributes is { } attributes && attributes.Any(attribute => IsTelling(attribute.Value)))
            data.Attributes = [.. attributes.Select(Redact)];
        if (data.Exception is { } exception && exception.ToString() is var trace && trace.Contains('@', StringComparison.Ordinal))
        {
            // The same attributes as the exporters make of an exception.
            data.Attributes =
            [
                .. data.Attributes ?? [],
                new("exception.type", exception.GetType().FullName),
                new("exception.message", Redact(exception.Message)),
                new("exception.stacktrace", Redact(trace)),
            ];
            data.Exception = null;
        }
    }

    private static KeyValuePair<string, object?> Redact(KeyValuePair<string, object?> attribute) =>
        // The template of the message is ours.
        attribute.Key
            is not "{OriginalFormat}"
        && IsTelling(attribute.Value)
            ? new(attribute.Key, Redact(TextOf(attribute.Value)))
            : attribute;

    private static bool IsTelling(object? value) =>
        value is not (null or int or long or double or bool) && TextOf(value).Contains('@', StringComparison.Ordinal);

    private static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
