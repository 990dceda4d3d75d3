using System.Buffers;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;
using MimeKit.Utils;

namespace MailCloud.Mail.Search;

/// <summary>
/// The texts of a message in which a person searches (RFC 9051 §6.4.4, BODY and TEXT): its header's fields as they are read, what its parts are called,
/// its text parts decoded and without markup, and what a message inside says of itself. They stream out of storage; memory does not depend on the message.
/// </summary>
/// <remarks>
/// Signatures (DKIM-Signature, ARC-Seal and the like) are no text: their base64 is for machines, and among a few thousand messages it spells any short word.
/// </remarks>
public sealed class MessageText(IMailStore store)
{
    private const int Chunk = 8 * 1024;

    private static ReadOnlySpan<byte> SignatureSuffix => "-Signature"u8;

    private readonly char[] letters = new char[Chunk];
    private readonly ArrayBufferWriter<char> visible = new();

    /// <summary>The header, or as much as is ever looked at of a very long one.</summary>
    public ValueTask<byte[]> ReadHeaderAsync(MessageReference message, MessageSummary summary, CancellationToken cancellationToken) =>
        store.ReadContentAsync(
            message,
            summary.Body.Header with
            {
                Length = Math.Min(summary.Body.Header.Length, SummaryLimits.Header),
            },
            cancellationToken
        );

    /// <summary>Writes the texts of a message to the sink, until that is satisfied.</summary>
    /// <param name="header">What <see cref="ReadHeaderAsync"/> gave.</param>
    /// <exception cref="MessageMissingException">The octets of the message are gone.</exception>
    public async ValueTask WriteAsync(
        MessageReference message,
        MessageSummary summary,
        byte[] header,
        ITextSink sink,
        CancellationToken cancellationToken
    )
    {
        var text = new FoldedText(sink);
        var charset = SearchedText.CharsetOf(summary);
        foreach (var field in new HeaderBlock(header))
            if (!field.Name.IsEmpty && !IsSignature(field.Name))
                text.Add(TextPlaces.Headers, SearchedText.Of(field, charset));
        await WritePartAsync(message, summary.Body, new NearbyParts(store, message, summary.Body), text, cancellationToken);
    }

    /// <summary>Whether no text is looked for in fields of this name.</summary>
    public static bool IsSignature(ReadOnlySpan<byte> fieldName) =>
        Ascii.EqualsIgnoreCase(fieldName, "ARC-Seal"u8)
        || (fieldName.Length > SignatureSuffix.Length && Ascii.EqualsIgnoreCase(fieldName[^SignatureSuffix.Length..], SignatureSuffix));

    private async ValueTask WritePartAsync(
        MessageReference message,
        BodyPart part,
        NearbyParts parts,
        FoldedText text,
        CancellationToken cancellationToken
    )
    {
        foreach (var each in SearchedText.Of(part))
            text.Add(TextPlaces.Headers, each);
        if (part.Type is "text")
            await WriteContentAsync(message, part, parts, text, cancellationToken);
        if (part.Message is { } embedded)
        {
            foreach (var each in SearchedText.Of(embedded.Envelope))
                text.Add(TextPlaces.Body, each);
            await WritePartAsync(message, embedded.Body, parts, text, cancellationToken);
        }
        foreach (var child in part.Parts)
            await WritePartAsync(message, child, parts, text, cancellationToken);
    }

    private async ValueTask WriteContentAsync(
        MessageReference message,
        BodyPart part,
        NearbyParts parts,
        FoldedText text,
        CancellationToken cancellationToken
    )
    {
        if (text.IsSatisfied || part.Body.Length == 0)
            return;
        var page = part.Subtype is "html" ? new HtmlText() : null;
        text.Begin(TextPlaces.Body);
        // A small part is decoded whole, as for previews.
        if (part.Body.Length <= NearbyParts.Small)
            WritePiece(PartText.Decode(part, (await parts.ReadAsync(part, cancellationToken)).Span, isCut: false), page, text);
        else
            await StreamAsync(message, part, page, text, cancellationToken);
        page?.End(visible);
        text.Write(visible.WrittenSpan);
        visible.ResetWrittenCount();
    }

    /// <summary>A large part is in the charset that it says, and nobody guesses.</summary>
    private async ValueTask StreamAsync(
        MessageReference message,
        BodyPart part,
        HtmlText? page,
        FoldedText text,
        CancellationToken cancellationToken
    )
    {
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
        int read;
        while (!text.IsSatisfied && (read = await reader.ReadAsync(letters, cancellationToken)) > 0)
            WritePiece(letters.AsSpan(0, read), page, text);
    }

    private void WritePiece(ReadOnlySpan<char> piece, HtmlText? page, FoldedText text)
    {
        if (page is null)
        {
            text.Write(piece);
            return;
        }
        page.Write(piece, visible);
        text.Write(visible.WrittenSpan);
        visible.ResetWrittenCount();
    }
}
