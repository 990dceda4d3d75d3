using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Jmap.Http;

/// <summary>Whose request it is.</summary>
public static class HttpAccount
{
    /// <summary>The type of the claim that holds the <see cref="AccountId"/>; whoever authenticates a request puts it there.</summary>
    public const string Claim = "account";

    /// <summary>The account that the request was authenticated for.</summary>
    /// <exception cref="InvalidOperationException">It was not: the endpoint does not ask for it.</exception>
    public static AccountId Account(this HttpContext context) =>
        context.User.FindFirst(Claim) is { Value: { Length: > 0 } account }
            ? new AccountId(account)
            : throw new InvalidOperationException("The request is nobody's.");
}
