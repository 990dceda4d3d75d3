using System.Text.Json.Serialization;
using MailCloud.Jmap;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace MailCloud.Webmail.Mbox;

/// <summary>A mailbox as a file, out and in: what somebody takes along who comes from another service, or goes to one.</summary>
public static class MboxEndpoints
{
    /// <summary>The media type of RFC 4155 §3.</summary>
    private const string MediaType = "application/mbox";

    private const string MailboxNotFound = "There is no such mailbox";

    /// <summary>Serves <c>GET /webmail/export/{mailboxId}.mbox</c> and <c>POST /webmail/import?mailboxId=</c>, for whoever is logged in.</summary>
    public static void MapMbox(this IEndpointRouteBuilder endpoints, JmapServer server)
    {
        endpoints
            .MapGet("/webmail/export/{mailboxId}.mbox", (HttpContext context, string mailboxId) => ExportAsync(context, server, mailboxId))
            .RequireAuthorization();
        endpoints
            .MapPost(
                "/webmail/import",
                (HttpContext context, string mailboxId, bool? seen) => ImportAsync(context, server, mailboxId, seen ?? false)
            )
            .RequireAuthorization();
    }

    private static async Task<IResult> ExportAsync(HttpContext context, JmapServer server, string mailboxId)
    {
        var state = await server.Store.ReadAsync(context.Account(), StateDepth.Messages, context.RequestAborted);
        if (Find(state, mailboxId) is not { } mailbox)
            return TypedResults.Problem(MailboxNotFound, statusCode: StatusCodes.Status404NotFound);
        var file = new ContentDispositionHeaderValue("attachment");
        file.SetHttpFileName(mailbox.Name.Replace(MailboxDirectory.Delimiter, '-') + ".mbox");
        context.Response.ContentType = MediaType;
        context.Response.Headers.ContentDisposition = file.ToString();
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await new MboxExport(server.Store, context.Response.BodyWriter).WriteAsync(state!.Messages(mailbox.Id), context.RequestAborted);
        }
        catch (StoreUnavailableException) when (context.Response.HasStarted)
        {
            // The file must not look whole.
            context.Abort();
        }
        return TypedResults.Empty;
    }

    private static async Task<IResult> ImportAsync(HttpContext context, JmapServer server, string mailboxId, bool seen)
    {
        var account = context.Account();
        var state = await server.Store.ReadAsync(account, StateDepth.Directory, context.RequestAborted);
        if (Find(state, mailboxId) is not { } mailbox)
            return TypedResults.Problem(MailboxNotFound, statusCode: StatusCodes.Status404NotFound);
        // What an account may hold is bounded by its quota; how it comes there is not.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var import = new MboxImport(server.Store, account, mailbox.Id, server.Time)
        {
            Flags = seen ? MessageFlags.Seen : MessageFlags.None,
        };
        var result = await import.RunAsync(context.Request.BodyReader, context.RequestAborted);
        return TypedResults.Json(result, MboxJson.Default.ImportResult);
    }

    private static MailboxEntry? Find(AccountState? state, string mailboxId) =>
        JmapIds.ParseMailbox(mailboxId) is { } id ? state?.Directory.Find(id) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportResult))]
internal sealed partial class MboxJson : JsonSerializerContext;
