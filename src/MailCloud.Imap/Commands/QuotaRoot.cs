using MailCloud.Imap.Session;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// A quota root (RFC 9208 §3.2): an account is one, and all of its mailboxes are in it. It has the account's name. Users may ask for their own; an administrator for
/// those of all accounts of his domain.
/// </summary>
internal static class QuotaRoot
{
    /// <summary>RFC 9208 §5.1: octets in a unit of STORAGE.</summary>
    public const long StorageUnit = 1024;

    public static readonly Completion NotAllowed = Completion.No("That is for administrators", ResponseCode.NoPermission);
    public static readonly Completion Missing = Completion.No("There is no such quota root", ResponseCode.NonExistent);

    /// <summary>The account that a root is, or why the client gets nothing of it: of others' accounts it does not hear whether they are there.</summary>
    public static async ValueTask<(AccountState? Account, Completion Refusal)> FindAsync(
        string root,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        if (string.Equals(root, session.Account.Value, StringComparison.OrdinalIgnoreCase))
            return (await session.ReadAsync(StateDepth.Directory, cancellationToken), default);
        if (await AdministeredAsync(root, session, cancellationToken) is not { } other)
            return (null, NotAllowed);
        var account = await session.Server.Store.ReadAsync(other, StateDepth.Directory, cancellationToken);
        return (account, Missing);
    }

    /// <summary>The account that a root is, if the client is an administrator of its domain; null: he is not.</summary>
    public static async ValueTask<AccountId?> AdministeredAsync(string root, ImapSession session, CancellationToken cancellationToken) =>
        Address.TryParse(root, out var address)
        && Address.TryParse(session.Account.Value, out var own)
        && string.Equals(address.CanonicalDomain, own.CanonicalDomain, StringComparison.Ordinal)
        && await session.Server.Quotas.IsAdministratorAsync(session.Account, cancellationToken)
            ? new AccountId(address.Canonical)
            : null;

    /// <summary>Whether messages that take so much would fit now; the commit decides anew.</summary>
    public static async ValueTask<bool> HasRoomAsync(
        AccountState account,
        Usage growth,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        var limits = await session.Server.Quotas.LimitsOfAsync(account, cancellationToken);
        return limits.Admits(Usage.Of(account.Directory), growth, Allowance.Limit);
    }

    /// <summary>
    /// The QUOTA response (RFC 9208 §4.2.1): the resources that have a limit, and no others. Where nothing has one there is no response: its list may not be empty
    /// (RFC 9208 §7), and MailKit ends a connection where it is.
    /// </summary>
    public static async ValueTask WriteAsync(AccountState account, ImapSession session, CancellationToken cancellationToken)
    {
        var limits = await session.Server.Quotas.LimitsOfAsync(account, cancellationToken);
        if (limits == Quota.Unset)
            return;
        var usage = Usage.Of(account.Directory);
        session.Output.Write("* QUOTA "u8).String(account.Account.Value).Write(" ("u8);
        if (limits.Octets is { } octets)
            Write("STORAGE "u8, (usage.Octets + StorageUnit - 1) / StorageUnit, octets / StorageUnit);
        if (limits is { Octets: not null, Messages: not null })
            session.Output.Write(" "u8);
        if (limits.Messages is { } messages)
            Write("MESSAGE "u8, usage.Messages, messages);
        session.Output.Write(")\r\n"u8);

        void Write(ReadOnlySpan<byte> resource, long used, long limit) =>
            session.Output.Write(resource).Number((ulong)used).Write(" "u8).Number((ulong)limit);
    }
}
