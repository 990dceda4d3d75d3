using MailCloud.Jmap.Core;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Quotas;

/// <summary>A limit of an account and how much of it is used (RFC 9425 §4.1).</summary>
/// <param name="ResourceType"><c>octets</c> or <c>count</c>.</param>
internal sealed record QuotaView(
    string Id,
    string ResourceType,
    long Used,
    long HardLimit,
    string Scope,
    string Name,
    IReadOnlyList<string> Types
)
{
    /// <summary>The limits that hold for an account; what is not limited has none.</summary>
    public static async ValueTask<QuotaList> ReadAsync(MethodCall call, CancellationToken cancellationToken)
    {
        var state =
            await call.Server.Store.ReadAsync(call.Account, StateDepth.Directory, cancellationToken)
            ?? throw MethodException.AccountNotFound();
        var limits = await call.Server.Quotas.LimitsOfAsync(state, cancellationToken);
        var usage = Usage.Of(state.Directory);
        var list = new List<QuotaView>();
        if (limits.Octets is { } octets)
            list.Add(new QuotaView("octets", "octets", usage.Octets, octets, "account", "Storage", ["Email"]));
        if (limits.Messages is { } messages)
            list.Add(new QuotaView("messages", "count", usage.Messages, messages, "account", "Messages", ["Email"]));
        return new QuotaList(list);
    }
}

/// <summary>All limits of an account.</summary>
internal sealed record QuotaList(IReadOnlyList<QuotaView> Quotas)
{
    /// <summary>The state is what they are, so that it tells what has changed since.</summary>
    public string State => Quotas.Count == 0 ? "0" : string.Join('_', Quotas.Select(quota => $"{quota.Id}-{quota.Used}-{quota.HardLimit}"));
}
