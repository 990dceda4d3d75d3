using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Jmap.Http;

/// <summary>JMAP over HTTP (RFC 8620 §1.7). Whoever maps it authenticates requests, and puts the account's claim (<see cref="HttpAccount"/>) there.</summary>
public static class JmapEndpoints
{
    private const string NotKept = "no-cache, no-store, must-revalidate";

    /// <returns>What needs authentication: all but the redirection to the session.</returns>
    public static RouteGroupBuilder MapJmap(this IEndpointRouteBuilder endpoints, JmapServer server)
    {
        // RFC 8620 §2.2.
        endpoints.MapGet(JmapPaths.WellKnown, context => RedirectAsync(context, JmapPaths.Session));
        var group = endpoints.MapGroup("").RequireAuthorization();
        var downloads = new DownloadEndpoint(server);
        group.MapGet(JmapPaths.Session, Guard(context => AnswerSessionAsync(context, server)));
        group.MapPost(JmapPaths.Api, Guard(new ApiEndpoint(server).AnswerAsync));
        group.MapPost(JmapPaths.Upload + "/{accountId}", Guard(new UploadEndpoint(server).AnswerAsync));
        group.MapMethods(
            JmapPaths.Download + "/{accountId}/{blobId}/{name}",
            [HttpMethods.Get, HttpMethods.Head],
            Guard(downloads.AnswerAsync)
        );
        group.MapGet(JmapPaths.Events, Guard(new EventEndpoint(server).AnswerAsync));
        return group;
    }

    /// <summary>Whether the address names the account that the request was authenticated for.</summary>
    internal static bool IsOwnAccount(this HttpContext context) =>
        string.Equals(context.Request.RouteValues["accountId"] as string, JmapIds.Of(context.Account()), StringComparison.Ordinal);

    private static Task RedirectAsync(HttpContext context, string path)
    {
        context.Response.Redirect(path);
        return Task.CompletedTask;
    }

    private static async Task AnswerSessionAsync(HttpContext context, JmapServer server)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = NotKept;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        Session.Write(writer, server, context.Account(), $"{context.Request.Scheme}://{context.Request.Host}");
    }

    /// <summary>Answers what goes wrong before an answer has begun; after that only the connection's end tells.</summary>
    private static RequestDelegate Guard(RequestDelegate endpoint) =>
        async context =>
        {
            try
            {
                await endpoint(context);
            }
            catch (RequestException e) when (!context.Response.HasStarted)
            {
                await Problem.WriteAsync(context, e);
            }
            catch (StoreUnavailableException) when (!context.Response.HasStarted)
            {
                await Problem.UnavailableAsync(context);
            }
            catch (MessageMissingException) when (!context.Response.HasStarted)
            {
                await Problem.NotFoundAsync(context, "The message is gone.");
            }
        };
}
