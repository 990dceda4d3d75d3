using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery.Apple;

/// <summary>Gives out profiles, signed where there is a certificate. One that is not says so when it is installed.</summary>
internal sealed class ProfileEndpoint(Asked asked, Func<MailAccess> access, ProfileSigner signer)
{
    public async Task<IResult> AnswerAsync(HttpContext context, string? address)
    {
        context.ForbidCaching();
        if (Asked.AddressOf(address) is not { } found || await asked.DomainOfAsync(found, context.RequestAborted) is not { } domain)
            return TypedResults.NotFound();
        var certificate = await signer.FindAsync(context.RequestAborted);
        var profile = AppleProfile.Of(found, access(), isSigned: certificate is not null);
        return TypedResults.Bytes(
            certificate is null ? profile : signer.Sign(profile, certificate),
            AppleProfile.MediaType,
            $"{domain.Name}.mobileconfig"
        );
    }
}
