using MailCloud.Jmap.Http;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Account;

/// <summary>Where else the account is logged in, and an end to it.</summary>
internal sealed class SessionEndpoints(WebSessions sessions)
{
    public void Map(IEndpointRouteBuilder account)
    {
        account.MapDelete("/sessions/{id}", EndAsync);
        account.MapPost("/sessions/revoke-others", EndOthersAsync);
    }

    private async Task<IResult> EndAsync(HttpContext context, string id) =>
        await sessions.EndAsync(context.Account(), id, context.RequestAborted) ? TypedResults.NoContent() : Problems.NotFound;

    private async Task<IResult> EndOthersAsync(HttpContext context, CancellationToken cancel)
    {
        await sessions.EndOthersAsync(context.Account(), context.Session().Id, cancel);
        return TypedResults.NoContent();
    }
}
