using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MailCloud.Dns;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Webmail.Unsubscribe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Rendering.Details;

/// <summary><c>GET /webmail/view/{emailId}/details</c> and <c>POST /webmail/unsubscribe/{emailId}</c>.</summary>
internal static class DetailsEndpoints
{
    private const string Unsubscribe = "/webmail/unsubscribe/";

    public static void Map(IEndpointRouteBuilder endpoints, MailView view)
    {
        var oneClick = new OneClick(PublicHttp.CreateClient(view.Dns, view.AllowsPrivateAddresses), OneClick.IsAllowed);
        endpoints
            .MapGet(
                RenderingEndpoints.View + "{emailId}/details",
                context => RenderingEndpoints.AnswerAsync(context, view, message => TellAsync(context, view, message))
            )
            .RequireAuthorization();
        endpoints
            .MapPost(
                Unsubscribe + "{emailId}",
                context => RenderingEndpoints.AnswerAsync(context, view, message => UnsubscribeAsync(context, view, oneClick, message))
            )
            .RequireAuthorization();
    }

    private static async Task TellAsync(HttpContext context, MailView view, ViewedMessage message) =>
        await WriteAsync(
            context,
            await MessageDetails.ReadAsync(view, message, context.RequestAborted),
            DetailsJson.Default.MessageDetails
        );

    private static async Task UnsubscribeAsync(HttpContext context, MailView view, OneClick oneClick, ViewedMessage message)
    {
        var header = await message.ReadHeaderAsync(view, context.RequestAborted);
        var offer = UnsubscribeFields.Read(header, OwnResults.Find(header, view.AuthservId));
        var result = offer is { OneClick: true, Http: { } address }
            ? await oneClick.RunAsync(address, view.Jmap.Time, context.RequestAborted)
            : UnsubscribeResult.Failed("The sender does not offer it, or nobody can be sure that it is the sender who does.");
        await WriteAsync(context, result, DetailsJson.Default.UnsubscribeResult);
    }

    private static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "private, no-store";
        await JsonSerializer.SerializeAsync(context.Response.BodyWriter, value, type, context.RequestAborted);
    }
}
