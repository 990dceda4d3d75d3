using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>A message that is being delivered, as rules and answers look at it. Its header is read when somebody asks for a field, and once.</summary>
internal sealed class DeliveredMessage(SpooledMessage message, MessageSummary summary, IMailStore store)
{
    /// <summary>Octets of a header that are looked at.</summary>
    private const int MaxHeader = 64 * 1024;

    private HeaderFields? header;

    public SpooledMessage Message => message;

    public MessageSummary Summary => summary;

    public SmtpEnvelope Envelope => message.Envelope;

    public async ValueTask<HeaderFields> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (header is not null)
            return header;
        var range = new ByteRange(summary.Body.Header.Offset, Math.Min(summary.Body.Header.Length, MaxHeader));
        return header = HeaderFields.Read(await store.ReadContentAsync(message.Content, range, cancellationToken));
    }
}

/// <summary>Those fields of a header that say what kind of mail it is, and where it has been.</summary>
/// <param name="Received">How many servers it has passed.</param>
/// <param name="Octets">The header as it is.</param>
internal sealed record HeaderFields(ILookup<string, string> Values, int Received, ReadOnlyMemory<byte> Octets)
{
    private static readonly string[] Wanted =
    [
        "Auto-Submitted",
        "Precedence",
        "X-Auto-Response-Suppress",
        "List-Id",
        "List-Help",
        "List-Post",
        "List-Subscribe",
        "List-Unsubscribe",
    ];

    public static HeaderFields Read(ReadOnlyMemory<byte> header)
    {
        var (found, received) = (new List<(string Name, string Value)>(), 0);
        foreach (var field in new HeaderBlock(header.Span))
        {
            received += field.Is("Received") ? 1 : 0;
            foreach (var name in Wanted)
                if (field.Is(name))
                    found.Add((name, HeaderText.Unfold(field.Value, charset: null)));
        }
        return new HeaderFields(found.ToLookup(field => field.Name, field => field.Value, StringComparer.Ordinal), received, header);
    }
}
