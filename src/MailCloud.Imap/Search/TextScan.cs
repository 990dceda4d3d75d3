using System.Collections.Immutable;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;
using MimeKit.Utils;

namespace MailCloud.Imap.Search;

/// <summary>
/// Looks for text in the body of one message after the other: in its text parts, decoded, as they stream out of storage, and in what the summary knows
/// of embedded messages and parts. Of other parts no octet is read. Memory does not depend on the message.
/// </summary>
internal sealed class TextScan(IMailStore store, ImmutableArray<TextCondition> conditions)
{
    /// <summary>The longest text that can be looked for: so much has to be kept of the text before.</summary>
    public const int MaxWanted = 1024;

    private const int Chunk = 8 * 1024;

    private readonly char[] window = new char[MaxWanted + Chunk];
    private readonly HashSet<TextCondition> found = [];

    /// <summary>The conditions whose text is there, until the next call.</summary>
    /// <exception cref="MessageMissingException">The octets of the message are gone.</exception>
    public async ValueTask<IReadOnlySet<TextCondition>> RunAsync(
        MessageReference message,
        BodyPart body,
        CancellationToken cancellationToken
    )
    {
        found.Clear();
        await ScanPartAsync(message, body, cancellationToken);
        return found;
    }

    private bool IsDone => found.Count == conditions.Length;

    private async ValueTask ScanPartAsync(MessageReference message, BodyPart part, CancellationToken cancellationToken)
    {
        foreach (var text in SearchedText.Of(part))
            Look(text, isMimeHeader: true);
        if (part.Type is "text")
            await ScanTextAsync(message, part, cancellationToken);
        if (part.Message is { } embedded)
        {
            foreach (var text in SearchedText.Of(embedded.Envelope))
                Look(text, isMimeHeader: false);
            await ScanPartAsync(message, embedded.Body, cancellationToken);
        }
        foreach (var child in part.Parts)
            await ScanPartAsync(message, child, cancellationToken);
    }

    private async ValueTask ScanTextAsync(MessageReference message, BodyPart part, CancellationToken cancellationToken)
    {
        if (IsDone || part.Body.Length == 0)
            return;
        await using var content = new ContentStream(store, message, part.Body, cancellationToken);
        _ = MimeUtils.TryParse(part.Encoding, out ContentEncoding encoding);
        await using var decoded = new FilteredStream(content.Stream);
        decoded.Add(DecoderFilter.Create(encoding));
        var charset = Charset.Find(MimeParameter.Find(part.Parameters, "charset")) ?? Encoding.UTF8;
        // A byte order mark says something in the charsets that have an order, and is text, or noise, in the others (RFC 2781 §3.2).
        using var reader = new StreamReader(
            decoded,
            charset,
            detectEncodingFromByteOrderMarks: charset is UnicodeEncoding or UTF32Encoding
        );

        var kept = 0;
        while (!IsDone)
        {
            var read = await reader.ReadAsync(window.AsMemory(kept, Chunk), cancellationToken);
            if (read == 0)
                break;
            var text = window.AsSpan(0, kept + read);
            Look(text, isMimeHeader: false);
            // What is looked for may begin at the end of this chunk.
            kept = Math.Min(text.Length, MaxWanted - 1);
            text[^kept..].CopyTo(window);
        }
    }

    private void Look(ReadOnlySpan<char> text, bool isMimeHeader)
    {
        foreach (var condition in conditions)
            if ((condition.InHeaders || !isMimeHeader) && SearchedText.Contains(text, condition.Wanted))
                found.Add(condition);
    }
}
