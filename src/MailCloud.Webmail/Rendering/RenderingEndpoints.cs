using MailCloud.Jmap.Core.Blobs;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Images;
using MailCloud.Webmail.Rendering.Details;
using MailCloud.Webmail.Rendering.Winmail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Webmail.Rendering;

/// <summary>The endpoints that show messages. All of them ask for a log-in, and each answers about the mail of the account that is logged in.</summary>
public static class RenderingEndpoints
{
    /// <summary>What the addresses of everything that is shown of a message begin with.</summary>
    public const string View = "/webmail/view/";

    /// <summary>The proxy for pictures of other servers.</summary>
    public const string Image = "/webmail/image";

    public static void MapRendering(this IEndpointRouteBuilder endpoints, MailView view)
    {
        var images = new ImageAddresses(view.Protection);
        var renderer = new MessageRenderer(view, images);
        var proxy = new ImageEndpoint(images, new ImageProxy(view.Dns, view.AllowsPrivateAddresses), view.Jmap.Time);
        var views = endpoints.MapGroup(View).RequireAuthorization();
        views.MapGet("{emailId}", context => AnswerAsync(context, view, message => ShowAsync(context, renderer, message)));
        views.MapGet(
            "{emailId}/inline/{partId}",
            context => AnswerAsync(context, view, message => ShowPictureAsync(context, view, message))
        );
        views.MapGet(
            "{emailId}/winmail/{partId}/{file:int}",
            context => AnswerAsync(context, view, message => SaveFileAsync(context, view, message))
        );
        endpoints.MapGet(Image, proxy.AnswerAsync).RequireAuthorization();
        DetailsEndpoints.Map(endpoints, view);
    }

    /// <summary>Finds the message that the address names; 404 if there is none, or no longer.</summary>
    internal static async Task AnswerAsync(HttpContext context, MailView view, Func<ViewedMessage, Task> answer)
    {
        try
        {
            var id = Route(context, "emailId");
            if (await ViewedMessage.FindAsync(view, context.Account(), id, context.RequestAborted) is { } message)
                await answer(message);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (MessageMissingException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    internal static string Route(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    private static async Task ShowAsync(HttpContext context, MessageRenderer renderer, ViewedMessage message)
    {
        var query = context.Request.Query;
        DisplayPart? part = null;
        if (query["part"] is [{ Length: > 0 } partId])
        {
            part = DisplayPart.Find(message.Summary, partId);
            if (part is null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }
        var rendered = await renderer.RenderAsync(message, part, query["images"] == "1", context.RequestAborted);
        FrameHeaders.SetForMessage(context.Response, message.Id);
        FrameHeaders.SetNotes(context.Response, rendered);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(FrameDocument.Write(rendered, isDark: query["theme"] == "dark"), context.RequestAborted);
    }

    private static async Task ShowPictureAsync(HttpContext context, MailView view, ViewedMessage message)
    {
        FrameHeaders.SetForPicture(context.Response);
        if (
            DisplayPart.Find(message.Summary, Route(context, "partId")) is { } part
            && await Blob.FindAsync(view.Jmap, message.Account, BlobIds.Of(message.Record.EmailId, part.Numbers), context.RequestAborted)
                is { } blob
            && await blob.ReadAsync(RenderLimits.PictureOctets, context.RequestAborted) is { } octets
            && PictureTypes.Sniff(octets) is { } mediaType
        )
        {
            context.Response.ContentType = mediaType;
            context.Response.ContentLength = octets.Length;
            await context.Response.BodyWriter.WriteAsync(octets, context.RequestAborted);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task SaveFileAsync(HttpContext context, MailView view, ViewedMessage message)
    {
        FrameHeaders.SetForFile(context.Response);
        if (
            DisplayPart.Find(message.Summary, Route(context, "partId")) is not { } part
            || !WinmailFile.Is(part.Part)
            || await WinmailFile.ReadAsync(view, message, part, context.RequestAborted) is not { } winmail
            || !int.TryParse(Route(context, "file"), out var number)
            || number < 0
            || number >= winmail.Files.Length
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(winmail.Files[number].Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.ContentType = "application/octet-stream";
        await context.Response.BodyWriter.WriteAsync(winmail.Files[number].Content, context.RequestAborted);
    }
}
