using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>What comes of a log-in.</summary>
public enum LoginStatus
{
    /// <summary>The client is who it says.</summary>
    Succeeded,

    /// <summary>Unknown name, wrong password, a password for another service: nobody is told which.</summary>
    Refused,

    /// <summary>Nothing was checked, since too many log-ins failed or wait; the same one may succeed later.</summary>
    TryLater,
}

/// <summary>What comes of a log-in, and for whom.</summary>
/// <param name="Account">Null unless <see cref="LoginStatus.Succeeded"/>.</param>
/// <param name="Verifier">What is kept of the password that was right; null: it was none that is kept so.</param>
public readonly record struct LoginResult(LoginStatus Status, AccountId? Account, ScramVerifier? Verifier = null)
{
    public static readonly LoginResult Refused = new(LoginStatus.Refused, null);
    public static readonly LoginResult TryLater = new(LoginStatus.TryLater, null);

    public static LoginResult Succeeded(AccountId account, ScramVerifier? verifier = null) => new(LoginStatus.Succeeded, account, verifier);
}
