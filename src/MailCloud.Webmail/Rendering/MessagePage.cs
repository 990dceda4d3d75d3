using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Rendering.Html;
using MailCloud.Webmail.Rendering.Text;
using MailCloud.Webmail.Rendering.Winmail;

namespace MailCloud.Webmail.Rendering;

/// <summary>
/// Puts the parts of a message one below the other. What the sanitiser gives is appended once and never looked at again; everything else is our own markup around escaped text.
/// </summary>
/// <param name="remote">The proxy's address of a picture of another server; null: these are not shown.</param>
internal sealed class MessagePage(MailView view, ViewedMessage message, Func<string, string>? remote)
{
    private readonly StringBuilder body = new();
    private readonly StringBuilder style = new();
    private readonly List<string> notes = [];
    private readonly RenderTime time = new(view.Jmap.Time);
    private int blockedImages;
    private int pages;
    private int parts;

    public RenderedMessage Complete() => new(body.ToString(), style.ToString(), blockedImages, [.. notes.Distinct(StringComparer.Ordinal)]);

    /// <summary>Adds what is shown of a part and below it.</summary>
    public async ValueTask AddAsync(DisplayPart part, CancellationToken cancellationToken)
    {
        if (part.Part.Message is not null)
            await AddEmbeddedAsync(part, depth: 1, cancellationToken);
        else
            await AddBodyAsync(part, depth: 0, cancellationToken);
    }

    private async ValueTask AddBodyAsync(DisplayPart root, int depth, CancellationToken cancellationToken)
    {
        var shown = DisplayParts.Of(root);
        foreach (var part in shown)
        {
            if (++parts > RenderLimits.Parts)
            {
                notes.Add(ViewNotes.Cut);
                return;
            }
            if (part.Part.Message is not null)
                await AddEmbeddedAsync(part, depth + 1, cancellationToken);
            else if (part.IsPicture)
                AddPicture(part);
            else if (DisplayParts.IsPage(part.Part))
                AddPage(await ReadTextAsync(part, cancellationToken), root);
            else
                AddText(await ReadTextAsync(part, cancellationToken), part.Part);
        }
        foreach (var part in root.All.Where(part => WinmailFile.Is(part.Part)).Take(1))
            await AddWinmailAsync(part, root, hasBody: shown.Count > 0, cancellationToken);
    }

    private async ValueTask AddEmbeddedAsync(DisplayPart part, int depth, CancellationToken cancellationToken)
    {
        if (part.Part.Message is not { } embedded)
            return;
        if (depth > RenderLimits.EmbeddedMessages)
        {
            notes.Add(ViewNotes.Cut);
            return;
        }
        body.Append("<section class=\"mailcloud-message\">").Append(EmbeddedHeader.Write(embedded.Envelope));
        await AddBodyAsync(DisplayPart.Root(embedded.Body, part.Numbers), depth, cancellationToken);
        body.Append("</section>");
    }

    private void AddPage(string html, DisplayPart root)
    {
        var scope = $"{HtmlRules.OwnClass}page-{pages++}";
        var pictures = new PictureAddresses(new InlineParts(message.Id, root).AddressOf, remote);
        if (new PageSanitizer(pictures, scope, time).Sanitize(html) is not { } page)
        {
            notes.Add(ViewNotes.Simplified);
            AddLines(QuotedLine.Of(Bounded(PageText.Of(html))));
            return;
        }
        blockedImages += page.BlockedImages;
        style.Append(page.Style);
        body.Append($"<div class=\"mailcloud-page {scope}{(page.IsDark ? " mailcloud-dark" : "")}\">").Append(page.Markup).Append("</div>");
    }

    private void AddText(string text, BodyPart part)
    {
        var isFlowed = string.Equals(MimeParameter.Find(part.Parameters, "format"), "flowed", StringComparison.OrdinalIgnoreCase);
        var deletesSpace = string.Equals(MimeParameter.Find(part.Parameters, "delsp"), "yes", StringComparison.OrdinalIgnoreCase);
        AddLines(isFlowed ? QuotedLine.OfFlowed(Bounded(text), deletesSpace) : QuotedLine.Of(Bounded(text)));
    }

    private void AddLines(IEnumerable<QuotedLine> lines) =>
        body.Append("<div class=\"mailcloud-text\" dir=\"auto\">").Append(TextPage.Write(lines)).Append("</div>");

    private void AddPicture(DisplayPart part) =>
        body.Append("<div class=\"mailcloud-picture\"><img src=\"")
            .AppendEscaped(InlineParts.AddressOf(message.Id, part))
            .Append("\" alt=\"")
            .AppendEscaped(part.Part.FileName)
            .Append("\"></div>");

    /// <summary>What Outlook has wrapped up: its files always, its text where there is no other.</summary>
    private async ValueTask AddWinmailAsync(DisplayPart part, DisplayPart root, bool hasBody, CancellationToken cancellationToken)
    {
        if (await WinmailFile.ReadAsync(view, message, part, cancellationToken) is not { } winmail)
            return;
        if (!hasBody && winmail.Html is { } html)
            AddPage(html, root);
        else if (!hasBody && winmail.Text is { } text)
            AddLines(QuotedLine.Of(Bounded(text)));
        if (winmail.Files.IsEmpty)
            return;
        body.Append("<ul class=\"mailcloud-files\">");
        for (var i = 0; i < winmail.Files.Length; i++)
            body.Append("<li><a target=\"_blank\" rel=\"noopener noreferrer nofollow\" href=\"")
                .AppendEscaped($"{RenderingEndpoints.View}{message.Id}/winmail/{part.Id}/{i}")
                .Append("\">")
                .AppendEscaped(winmail.Files[i].Name)
                .Append("</a></li>");
        body.Append("</ul>");
    }

    private async ValueTask<string> ReadTextAsync(DisplayPart part, CancellationToken cancellationToken)
    {
        var range = part.Part.Body;
        var isCut = range.Length > RenderLimits.PartOctets;
        if (isCut)
        {
            notes.Add(ViewNotes.Cut);
            range = range with { Length = RenderLimits.PartOctets };
        }
        return PartText.Decode(part.Part, await view.Jmap.Store.ReadContentAsync(message.Record.Content, range, cancellationToken), isCut);
    }

    private string Bounded(string text)
    {
        if (text.Length <= RenderLimits.TextLength)
            return text;
        notes.Add(ViewNotes.Cut);
        return text[..RenderLimits.TextLength];
    }
}
