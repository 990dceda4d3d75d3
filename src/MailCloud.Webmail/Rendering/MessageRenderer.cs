using System.Text.Json;
using MailCloud.Mail.Rendering;
using MailCloud.Webmail.Images;
using MailCloud.Webmail.Rendering.Html;

namespace MailCloud.Webmail.Rendering;

/// <summary>Renders messages, or finds them rendered in the cache.</summary>
internal sealed class MessageRenderer(MailView view, ImageAddresses images)
{
    /// <param name="part">Null: the message as a whole.</param>
    /// <param name="showsImages">Whether pictures of other servers are shown, through our proxy.</param>
    public async ValueTask<RenderedMessage> RenderAsync(
        ViewedMessage message,
        DisplayPart? part,
        bool showsImages,
        CancellationToken cancellationToken
    )
    {
        var variant = $"{part?.Id ?? "all"}-v{HtmlRules.Version}-{(showsImages ? "images" : "blocked")}";
        var name = new RenderedName(message.Record.EmailId, variant);
        var isKept = variant.Length <= RenderedName.MaxVariant;
        if (isKept && await view.Cache.ReadAsync(message.Account, name, cancellationToken) is { } kept)
            return JsonSerializer.Deserialize(kept.Span, RenderedJson.Default.RenderedMessage)!;
        var page = new MessagePage(view, message, showsImages ? address => images.Of(message.Account, address) : null);
        await page.AddAsync(part ?? message.Root, cancellationToken);
        var rendered = page.Complete();
        if (isKept)
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(rendered, RenderedJson.Default.RenderedMessage);
            await view.Cache.WriteAsync(message.Account, name, content, cancellationToken);
        }
        return rendered;
    }
}
