using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Account;

/// <summary>For what weakens an account's security, the session is not enough: its user has to have proved within minutes who they are.</summary>
internal static class Freshness
{
    public static RouteHandlerBuilder RequireFreshLogin(this RouteHandlerBuilder endpoint, TimeProvider time) =>
        endpoint.AddEndpointFilter(
            async (call, next) => call.HttpContext.Session().IsFresh(time.GetUtcNow()) ? await next(call) : Problems.Reauthenticate
        );
}
