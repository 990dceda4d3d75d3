using System.Collections.Immutable;
using MailCloud.Mail.Settings;

namespace MailCloud.Listener.Tokens;

/// <summary>Whose access tokens open accounts.</summary>
/// <param name="Issuer"><c>MAILCLOUD_OAUTH_ISSUER</c>: the issuer as its tokens name it; at <c>/.well-known/openid-configuration</c> below it are its keys.</param>
/// <param name="Audience"><c>MAILCLOUD_OAUTH_AUDIENCE</c>: what tokens for this service name as their audience.</param>
/// <param name="AddressClaims">
/// <c>MAILCLOUD_OAUTH_ADDRESS_CLAIM</c>: the claims that may hold the account's address; the first that is there counts. Not <c>email</c> unless it is set, since many
/// issuers let users write there what they like.
/// </param>
/// <param name="SmtpScope"><c>MAILCLOUD_OAUTH_SCOPE_SMTP</c>: the scope that a token needs; null: none. The same for the other two.</param>
public sealed record TokenSettings(
    Uri Issuer,
    string Audience,
    ImmutableArray<string> AddressClaims,
    string? SmtpScope,
    string? ImapScope,
    string? Pop3Scope
)
{
    private const string IssuerName = "MAILCLOUD_OAUTH_ISSUER";

    /// <summary>Null: no issuer is set, and nobody logs in with tokens.</summary>
    /// <exception cref="SettingException">A setting is wrong, or the audience is missing.</exception>
    public static TokenSettings? Read(SettingReader settings)
    {
        if (settings.Text(IssuerName) is not { } text)
            return null;
        // In the clear anybody on the way could give us keys; on this machine there is nobody on the way.
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var issuer)
            || !(issuer.Scheme is "https" || (issuer.Scheme is "http" && issuer.IsLoopback))
        )
            throw new SettingException(IssuerName, "is the https address of an OpenID Connect issuer");
        var claims = settings.List("MAILCLOUD_OAUTH_ADDRESS_CLAIM");
        return new(
            issuer,
            settings.Required("MAILCLOUD_OAUTH_AUDIENCE", "is the audience of tokens for this service"),
            claims.IsEmpty ? ["preferred_username", "upn"] : claims,
            settings.Text("MAILCLOUD_OAUTH_SCOPE_SMTP"),
            settings.Text("MAILCLOUD_OAUTH_SCOPE_IMAP"),
            settings.Text("MAILCLOUD_OAUTH_SCOPE_POP3")
        );
    }
}
