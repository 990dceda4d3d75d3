using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery.Autoconfig;

/// <summary>Answers Thunderbird and those who look where it looks.</summary>
internal sealed class AutoconfigEndpoint(Asked asked, Func<MailAccess> access)
{
    /// <param name="emailaddress">Whose servers are asked for; what is no address is left to the host's name, as are requests without it.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, string? emailaddress)
    {
        var domain = Asked.AddressOf(emailaddress) is { } address
            ? await asked.DomainOfAsync(address, context.RequestAborted)
            : await asked.DomainOfAsync(context.Request.Host, context.RequestAborted);
        if (domain is null)
            return TypedResults.NotFound();
        context.AllowCaching();
        return TypedResults.Bytes(AutoconfigDocument.Of(domain, access()), Xml.MediaType);
    }
}
