using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery;

/// <summary>Tells the webmail's settings what to show to those who set up a program by hand.</summary>
internal sealed class ServersEndpoint(Asked asked, Func<MailAccess> access, FindCertificate certificates)
{
    public async Task<IResult> AnswerAsync(HttpContext context, string? address)
    {
        if (Asked.AddressOf(address) is not { } found || await asked.DomainOfAsync(found, context.RequestAborted) is null)
            return TypedResults.NotFound();
        var servers = access();
        var isSigned = await certificates(context.RequestAborted) is not null;
        return TypedResults.Json(new ServersAnswer([.. servers.Incoming], [.. servers.Outgoing], isSigned), DiscoveryJson.Web);
    }

    /// <param name="ProfileIsSigned">Whether the profile for Apple's devices would be.</param>
    private sealed record ServersAnswer(MailServer[] Incoming, MailServer[] Outgoing, bool ProfileIsSigned);
}
