using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>Checks the access tokens of the one issuer that is trusted.</summary>
public interface ITokenVerifier
{
    /// <summary>Where a client learns about the issuer (RFC 8414 §3, OpenID Connect Discovery §4).</summary>
    Uri Discovery { get; }

    /// <summary>The scope that a token needs for a service; null: any token for us will do.</summary>
    string? ScopeFor(MailServices service);

    /// <summary>Whom a token speaks for; null: it is not the issuer's, not for us, expired, or says no address.</summary>
    /// <exception cref="StoreUnavailableException">The issuer's keys cannot be had now.</exception>
    ValueTask<VerifiedToken?> VerifyAsync(string token, CancellationToken cancellationToken);
}

/// <summary>What a token says that was checked.</summary>
/// <param name="Services">What it opens.</param>
public sealed record VerifiedToken(Address Address, MailServices Services);
