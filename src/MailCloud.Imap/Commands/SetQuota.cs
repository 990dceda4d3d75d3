using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Sets the limits of a quota root (RFC 9208 §4.1.3): those named, and none for the other resources, whatever the domain has set. For administrators of its domain only.
/// <code>
/// C: A1 SETQUOTA "alice@example.com" (STORAGE 512)
/// S: * QUOTA "alice@example.com" (STORAGE 10 512)
/// S: A1 OK Done
/// </code>
/// </summary>
/// <param name="Limits">Null: a resource that is none of ours.</param>
internal sealed record SetQuota(string Root, Quota? Limits)
{
    /// <summary>What tells an administrator's client that the command is for it (RFC 9208 §3.1).</summary>
    public const string Capability = "QUOTASET";

    public static SetQuota Parse(ref ImapReader reader)
    {
        reader.Space();
        var root = reader.AString();
        reader.Space();
        return new SetQuota(root, ParseLimits(ref reader));
    }

    public static async ValueTask<Completion> ExecuteAsync(SetQuota command, ImapSession session, CancellationToken cancellationToken)
    {
        if (await QuotaRoot.AdministeredAsync(command.Root, session, cancellationToken) is not { } account)
            return QuotaRoot.NotAllowed;
        if (command.Limits is not { } limits)
            return Completion.No("STORAGE and MESSAGE can be limited, and nothing else", ResponseCode.Cannot);
        if (await session.Server.Store.ReadAsync(account, StateDepth.Directory, cancellationToken) is null)
            return QuotaRoot.Missing;
        var change = new Mail.Store.Changes.SetQuota(limits);
        var result = await session.Server.Store.CommitAsync(account, change, cancellationToken);
        if (result.Refusal is { } refused)
            return Completion.No(refused);
        await QuotaRoot.WriteAsync(result.State, session, cancellationToken);
        return Completion.Ok("Done");
    }

    private static Quota? ParseLimits(ref ImapReader reader)
    {
        Quota? limits = new Quota(Quota.Unlimited, Quota.Unlimited);
        reader.Open();
        if (reader.TryClose())
            return limits;
        do limits = With(limits, reader.Atom(), ref reader);
        while (reader.TrySpace());
        reader.Close();
        return limits;
    }

    private static Quota? With(Quota? limits, ReadOnlySpan<byte> resource, ref ImapReader reader)
    {
        reader.Space();
        var limit = reader.Number64();
        if (Ascii.EqualsIgnoreCase(resource, "STORAGE"u8))
            return limits is { } others ? others with { Octets = Bounded(limit, QuotaRoot.StorageUnit) } : null;
        if (Ascii.EqualsIgnoreCase(resource, "MESSAGE"u8))
            return limits is { } others ? others with { Messages = Bounded(limit, 1) } : null;
        return null;
    }

    private static long Bounded(ulong limit, long unit) => limit >= Quota.Unlimited / (ulong)unit ? Quota.Unlimited : (long)limit * unit;
}
