using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;

namespace MailCloud.Protocol.Sasl;

/// <summary>How a log-in ended. Each protocol has its reply to each.</summary>
public enum SaslStatus
{
    /// <summary>The client is who it says.</summary>
    Authenticated,

    /// <summary>Name and password do not belong together.</summary>
    Refused,

    /// <summary>What the client sent is not base64, not what the mechanism says, or too much.</summary>
    Malformed,

    /// <summary>The client gave up with <c>*</c>, or went away.</summary>
    Cancelled,

    /// <summary>Too many log-ins failed or wait, or storage could not be asked; the same log-in may succeed later.</summary>
    Unavailable,
}

/// <summary>How a log-in ended, and for whom.</summary>
/// <param name="Account">Null unless <see cref="SaslStatus.Authenticated"/>.</param>
public readonly record struct SaslOutcome(SaslStatus Status, AccountId? Account)
{
    public static readonly SaslOutcome Refused = new(SaslStatus.Refused, null);
    public static readonly SaslOutcome Malformed = new(SaslStatus.Malformed, null);
    public static readonly SaslOutcome Cancelled = new(SaslStatus.Cancelled, null);
    public static readonly SaslOutcome Unavailable = new(SaslStatus.Unavailable, null);

    public static SaslOutcome Authenticated(AccountId account) => new(SaslStatus.Authenticated, account);

    public static SaslOutcome Of(LoginResult result) =>
        result.Status switch
        {
            LoginStatus.Succeeded => new(SaslStatus.Authenticated, result.Account),
            LoginStatus.TryLater => Unavailable,
            _ => Refused,
        };
}
