using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery.Autodiscover;

/// <summary>Answers Outlook.</summary>
internal sealed class AutodiscoverEndpoints(Asked asked, Func<MailAccess> access, TimeProvider time)
{
    /// <summary>Posted XML, answered by XML. A domain that is not ours is not found, and Outlook looks elsewhere.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        context.ForbidCaching();
        var request = await AutodiscoverRequest.ReadAsync(context.Request.Body);
        if (Asked.AddressOf(request?.Address?.Trim()) is not { } address)
            return Refuse(AutodiscoverError.InvalidRequest);
        if (request?.Schema?.Trim() is not (null or AutodiscoverAnswer.OutlookSchema))
            return Refuse(AutodiscoverError.ProviderUnavailable);
        return await asked.DomainOfAsync(address, context.RequestAborted) is null
            ? TypedResults.NotFound()
            : TypedResults.Bytes(AutodiscoverAnswer.Settings(access(), address), Xml.MediaType);
    }

    /// <summary>Tells where the XML is to be had: what newer programs ask first. The name is the domain's own, whatever the request came to.</summary>
    /// <param name="email">In the path or the query.</param>
    public async Task<IResult> LeadAsync(HttpContext context, string? email, string? protocol)
    {
        context.ForbidCaching();
        if (!string.Equals(protocol, "Autodiscoverv1", StringComparison.OrdinalIgnoreCase))
            return TypedResults.Json(
                new JsonRefusal("InvalidProtocol", "The one protocol here is Autodiscoverv1."),
                DiscoveryJson.Verbatim,
                statusCode: StatusCodes.Status400BadRequest
            );
        if (Asked.AddressOf(email) is not { } address || await asked.DomainOfAsync(address, context.RequestAborted) is not { } domain)
            return TypedResults.NotFound();
        var root = access().Webmail ?? new Uri($"https://autodiscover.{domain.Name}/");
        return TypedResults.Json(
            new JsonLead("Autodiscoverv1", new Uri(root, "/autodiscover/autodiscover.xml").AbsoluteUri),
            DiscoveryJson.Verbatim
        );
    }

    private Microsoft.AspNetCore.Http.HttpResults.FileContentHttpResult Refuse(AutodiscoverError error) =>
        TypedResults.Bytes(AutodiscoverAnswer.Error(error, time.GetUtcNow()), Xml.MediaType);

    private sealed record JsonLead(string Protocol, string Url);

    private sealed record JsonRefusal(string ErrorCode, string ErrorMessage);
}
