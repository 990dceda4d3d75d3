using MailCloud.Discovery.Apple;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery;

/// <summary>Tells the webmail's settings what to show to those who set up a program by hand.</summary>
internal sealed class ServersEndpoint(Asked asked, Func<MailAccess> access, ProfileSigner signer)
{
    public async Task<IResult> AnswerAsync(HttpContext context, string? address)
    {
        if (Asked.AddressOf(address) is not { } found || await asked.DomainOfAsync(found, context.RequestAborted) is null)
            return TypedResults.NotFound();
        var servers = access();
        var isSigned = await signer.FindAsync(context.RequestAborted) is not null;
        var ports = servers.Incoming.Concat(servers.Outgoing).Select(each => new PortAnswer(each.Protocol, each.Port, each.IsImplicitTls));
        return TypedResults.Json(new ServersAnswer(servers.HostName, [.. ports], isSigned), DiscoveryJson.Web);
    }

    /// <param name="HostName">The server's, which is one for everything.</param>
    /// <param name="ProfileIsSigned">Whether the profile for Apple's devices would be.</param>
    private sealed record ServersAnswer(string HostName, PortAnswer[] Ports, bool ProfileIsSigned);

    private sealed record PortAnswer(MailProtocol Protocol, int Port, bool IsImplicitTls);
}
