using System.Text.Json;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Core;

/// <summary>One call of a request, as its method sees it.</summary>
public abstract class MethodCall
{
    /// <summary>Whose request it is.</summary>
    public abstract AccountId Account { get; }

    public abstract JmapServer Server { get; }

    /// <summary>Which object each creation id of the request has become so far (RFC 8620 §5.3).</summary>
    public abstract IDictionary<string, string> CreatedIds { get; }

    /// <summary>Checks the argument <c>accountId</c>, and gives it back.</summary>
    /// <exception cref="MethodException">It is missing, or another account's.</exception>
    public string CheckAccount(string? accountId)
    {
        if (accountId is null)
            throw MethodException.InvalidArguments("accountId is missing.");
        return string.Equals(accountId, JmapIds.Of(Account), StringComparison.Ordinal)
            ? accountId
            : throw MethodException.AccountNotFound();
    }

    /// <summary>The id that a client means: <c>#name</c> stands for what was created under that name.</summary>
    /// <returns>Null: nothing was.</returns>
    public string? Resolve(string id) =>
        id is not ['#', ..] ? id
        : CreatedIds.TryGetValue(id[1..], out var created) ? created
        : null;

    /// <summary>The account's mail, as new as all that this request has done.</summary>
    /// <exception cref="MethodException">The account is gone.</exception>
    public async ValueTask<AccountState> ReadMailAsync(CancellationToken cancellationToken) =>
        await Server.Store.ReadAsync(Account, StateDepth.Messages, cancellationToken) ?? throw MethodException.AccountNotFound();

    /// <summary>Runs another method after this one, as <c>onSuccessUpdateEmail</c> has it (RFC 8621 §7.5); its response follows this one's.</summary>
    public abstract void Then(string method, JsonElement arguments);
}
