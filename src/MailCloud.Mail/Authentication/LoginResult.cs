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
public readonly record struct LoginResult(LoginStatus Status, AccountId? Account)
{
    public static readonly LoginResult Refused = new(LoginStatus.Refused, null);
    public static readonly LoginResult TryLater = new(LoginStatus.TryLater, null);

    public static LoginResult Succeeded(AccountId account) => new(LoginStatus.Succeeded, account);
}
