using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>
/// Email/copy (RFC 8621 §4.7) is from one account to another (RFC 8620 §5.4), and whoever calls has one: there is nothing to copy from. Within an account Email/set
/// puts an Email into one more mailbox.
/// </summary>
internal static class EmailCopyMethod
{
    public static ValueTask<SetResponse> RunAsync(EmailCopyArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        throw arguments.FromAccountId is null || string.Equals(arguments.FromAccountId, account, StringComparison.Ordinal)
            ? MethodException.InvalidArguments("fromAccountId is another account than accountId.")
            : new MethodException("fromAccountNotFound");
    }
}

internal sealed record EmailCopyArguments(
    string? FromAccountId,
    string? AccountId,
    string? IfFromInState = null,
    string? IfInState = null,
    IReadOnlyDictionary<string, JsonElement>? Create = null,
    bool OnSuccessDestroyOriginal = false,
    string? DestroyFromIfInState = null
);
