using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>What comes of a log-in with a token (RFC 6750 §3.1).</summary>
public enum TokenStatus
{
    Accepted,

    /// <summary>Not the issuer's, not for us, expired, or for nobody here.</summary>
    Invalid,

    /// <summary>In order, but not for this service.</summary>
    WrongScope,
}

/// <param name="Account">Null unless <see cref="TokenStatus.Accepted"/>.</param>
public readonly record struct TokenResult(TokenStatus Status, AccountId? Account)
{
    public static readonly TokenResult Invalid = new(TokenStatus.Invalid, null);
    public static readonly TokenResult WrongScope = new(TokenStatus.WrongScope, null);
}
