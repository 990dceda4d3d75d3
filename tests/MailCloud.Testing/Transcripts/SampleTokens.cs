using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;

namespace MailCloud.Testing.Transcripts;

/// <summary>
/// Tokens that can be read: <c>ADDRESS</c> opens everything, <c>ADDRESS/mail.imap</c> what needs that scope, and every other text is no token.
/// </summary>
public sealed class SampleTokens : ITokenVerifier
{
    public Uri Discovery { get; } = new("https://login.example.com/.well-known/openid-configuration");

    public string? ScopeFor(MailServices service) => $"mail.{service}".ToLowerInvariant();

    public ValueTask<VerifiedToken?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        var parts = token.Split('/', 2);
        if (!Address.TryParse(parts[0], out var address))
            return new((VerifiedToken?)null);
        MailServices[] each = [MailServices.Smtp, MailServices.Imap, MailServices.Pop3];
        var services = each.Where(service => parts.Length == 1 || parts[1] == ScopeFor(service));
        return new(new VerifiedToken(address, services.Aggregate(MailServices.None, (all, one) => all | one)));
    }
}
