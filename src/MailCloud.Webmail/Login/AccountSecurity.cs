using MailCloud.Mail.Authentication;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;

namespace MailCloud.Webmail.Login;

/// <summary>What an administrator can do about the log-in of an account, without being it.</summary>
public static class AccountSecurity
{
    /// <summary>Takes all second factors away; the password opens everything again.</summary>
    public static ValueTask ResetSecondFactorAsync(
        IObjectStore objects,
        AccountCredentials credentials,
        AccountId account,
        CancellationToken cancellationToken
    ) => SecondFactors.ResetAsync(objects, credentials, account, cancellationToken);

    /// <summary>Sees to it that a password that was just set opens the webmail alone if the account has second factors.</summary>
    public static ValueTask SettlePasswordAsync(
        IObjectStore objects,
        AccountCredentials credentials,
        AccountId account,
        CancellationToken cancellationToken
    ) => SecondFactors.SettleAsync(objects, credentials, account, cancellationToken);

    /// <summary>Ends all of an account's sessions.</summary>
    public static ValueTask EndSessionsAsync(IObjectStore objects, AccountId account, CancellationToken cancellationToken) =>
        WebSessions.EndAllAsync(objects, account, except: null, cancellationToken);
}
