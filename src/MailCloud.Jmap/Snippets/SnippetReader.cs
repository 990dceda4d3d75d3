using System.Buffers;
using MailCloud.Jmap.Emails;
using MailCloud.Jmap.Emails.Querying;
using MailCloud.Jmap.Emails.Reading;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Snippets;

/// <summary>Where in messages the words of a search are. A message is read only if its preview has none of them.</summary>
internal sealed class SnippetReader
{
    /// <summary>Octets of a preview (RFC 8621 §5).</summary>
    private const int MaxPreview = 255;

    /// <summary>So much of a text, as it is in the message, is looked through.</summary>
    private const int MaxText = 256 * 1024;

    private readonly IMailStore store;
    private readonly Highlighter inSubject;
    private readonly Highlighter inBody;
    private readonly bool readsBody;

    public SnippetReader(IMailStore store, IReadOnlyList<SoughtWord> words)
    {
        this.store = store;
        inSubject = new Highlighter(words.Where(word => word.InSubject).Select(word => word.Text));
        inBody = new Highlighter(words.Where(word => word.InBody).Select(word => word.Text));
        readsBody = words.Any(word => word.InBody);
    }

    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask<SearchSnippet> ReadAsync(string id, Email email, CancellationToken cancellationToken)
    {
        var summary = await email.Record.Summary.ReadAsync(cancellationToken);
        var subject = summary.Envelope.Subject is { } text ? inSubject.Mark(HeaderForms.Text(text)) : null;
        return new SearchSnippet(id, subject, readsBody ? await PreviewAsync(email.Record, summary, cancellationToken) : null);
    }

    private async ValueTask<string?> PreviewAsync(MessageRecord message, MessageSummary summary, CancellationToken cancellationToken)
    {
        if (inBody.Excerpt(summary.Preview, MaxPreview) is { } known)
            return known;
        try
        {
            foreach (var part in new BodyLists(NumberedPart.Root(summary.Body)).Text.Where(part => part.IsText))
            {
                var range = part.Part.Body with { Length = Math.Min(part.Part.Body.Length, MaxText) };
                var octets = await store.ReadContentAsync(message.Content, range, cancellationToken);
                var text = PartText.Decode(part.Part, octets, isCut: range.Length < part.Part.Body.Length);
                if (inBody.Excerpt(Visible(text, part.Part.Subtype is "html"), MaxPreview) is { } found)
                    return found;
            }
        }
        catch (MessageMissingException)
        {
            // What is gone has nothing to show.
        }
        return null;
    }

    /// <summary>The text as people read it, in one line.</summary>
    private static string Visible(string text, bool isHtml)
    {
        if (!isHtml)
            return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var visible = new ArrayBufferWriter<char>();
        var page = new HtmlText();
        page.Write(text, visible);
        page.End(visible);
        return new string(visible.WrittenSpan.Trim());
    }
}
