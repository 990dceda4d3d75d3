using System.Buffers;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Fetch;

/// <summary>What HEADER.FIELDS and HEADER.FIELDS.NOT select.</summary>
/// <param name="Except">All fields but these.</param>
internal sealed record FieldSelection(IReadOnlyList<string> Names, bool Except);

/// <summary>
/// Bytes of the message (RFC 9051 §6.4.5): <c>BODY[...]</c>, <c>BODY.PEEK[...]</c>, and the names that these had before. They are copied from storage as they
/// are there; the summary knows where each section begins and ends.
/// <code>
/// C: A1 FETCH 1 (BODY.PEEK[HEADER.FIELDS (Date From)] BODY.PEEK[1]&lt;0.5&gt;)
/// S: * 1 FETCH (BODY[HEADER.FIELDS (Date From)] {85}
/// S: ...
/// S:  BODY[1]&lt;0&gt; {5}
/// S: Hello)
/// </code>
/// </summary>
internal sealed class SectionItem(string label, BodySection section, bool peek, FieldSelection? fields = null, Partial? range = null)
    : ContentItem(label, peek, range)
{
    private static readonly BodySection Whole = new(default, SectionText.Content);

    /// <summary>RFC 9051 §6.4.5: the same as <c>BODY[]</c>.</summary>
    public static readonly SectionItem Rfc822 = new("RFC822", Whole, peek: false);

    /// <summary>RFC 9051 §6.4.5: the same as <c>BODY.PEEK[HEADER]</c>.</summary>
    public static readonly SectionItem Rfc822Header = new("RFC822.HEADER", new BodySection(default, SectionText.Header), peek: true);

    /// <summary>RFC 9051 §6.4.5: the same as <c>BODY[TEXT]</c>.</summary>
    public static readonly SectionItem Rfc822Text = new("RFC822.TEXT", new BodySection(default, SectionText.Text), peek: false);

    /// <summary>For the whole message it is not needed.</summary>
    public override bool NeedsSummary => section != Whole;

    /// <summary>Writes the item; a section that the message does not have is <c>NIL</c>.</summary>
    public override async ValueTask WriteAsync(FetchRow row, CancellationToken cancellationToken)
    {
        try
        {
            if (Locate(row) is not { } range)
                row.Begin(this).Nil();
            else if (fields is null)
                await CopyAsync(row, range, cancellationToken);
            else
                await SelectAsync(row, range, fields, cancellationToken);
        }
        catch (MessageMissingException) when (!row.IsWriting(this))
        {
            row.Begin(this).Nil();
            row.IsGone = true;
        }
    }

    private ByteRange? Locate(FetchRow row) => NeedsSummary ? section.Locate(row.Summary) : new ByteRange(0, row.Record.Size);

    private async ValueTask CopyAsync(FetchRow row, ByteRange range, CancellationToken cancellationToken)
    {
        var wanted = Range?.Of(range.Length) ?? range with { Offset = 0 };
        if (wanted.Length == 0)
        {
            row.Begin(this).String(ReadOnlySpan<byte>.Empty);
            return;
        }
        var literal = new LiteralWriter(row, this, wanted.Length);
        await row.Store.CopyContentAsync(row.Record.Content, range.Offset + wanted.Offset, wanted.Length, literal, cancellationToken);
        literal.End();
    }

    private async ValueTask SelectAsync(FetchRow row, ByteRange range, FieldSelection selection, CancellationToken cancellationToken)
    {
        // Of a header that is larger than any real one only the beginning is searched, so that memory is bounded.
        var header = await row.Store.ReadContentAsync(
            row.Record.Content,
            range with
            {
                Length = Math.Min(range.Length, SummaryLimits.Header),
            },
            cancellationToken
        );
        header.AsSpan().Replace((byte)0, LiteralWriter.InsteadOfNul);
        var output = row.Begin(this);
        var length = new HeaderBlock(header).SelectedLength(selection.Names, selection.Except);
        if (Range is not { } part)
        {
            output.LiteralHeader(length);
            new HeaderBlock(header).Select(selection.Names, selection.Except, output.Pipe);
            return;
        }
        var selected = new ArrayBufferWriter<byte>(Math.Max(length, 1));
        new HeaderBlock(header).Select(selection.Names, selection.Except, selected);
        var wanted = part.Of(length);
        output.LiteralHeader(wanted.Length).Write(selected.WrittenSpan.Slice((int)wanted.Offset, (int)wanted.Length));
    }
}
