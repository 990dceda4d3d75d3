using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Tells how full a quota root is (RFC 9208 §4.1.1).
/// <code>
/// C: A1 GETQUOTA "alice@example.com"
/// S: * QUOTA "alice@example.com" (STORAGE 10 512)
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record GetQuota(string Root)
{
    public static GetQuota Parse(ref ImapReader reader)
    {
        reader.Space();
        return new GetQuota(reader.AString());
    }

    public static async ValueTask<Completion> ExecuteAsync(GetQuota command, ImapSession session, CancellationToken cancellationToken)
    {
        var (account, refusal) = await QuotaRoot.FindAsync(command.Root, session, cancellationToken);
        if (account is null)
            return refusal;
        await QuotaRoot.WriteAsync(account, session, cancellationToken);
        return Completion.Ok("Done");
    }
}

/// <summary>
/// Tells which quota roots a mailbox is in, and how full they are (RFC 9208 §4.1.2).
/// <code>
/// C: A1 GETQUOTAROOT INBOX
/// S: * QUOTAROOT "INBOX" "alice@example.com"
/// S: * QUOTA "alice@example.com" (STORAGE 10 512)
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record GetQuotaRoot(string Mailbox)
{
    public static GetQuotaRoot Parse(ref ImapReader reader)
    {
        reader.Space();
        return new GetQuotaRoot(reader.Mailbox());
    }

    public static async ValueTask<Completion> ExecuteAsync(GetQuotaRoot command, ImapSession session, CancellationToken cancellationToken)
    {
        var account = await session.ReadAsync(StateDepth.Directory, cancellationToken);
        if (account.Directory.Find(command.Mailbox) is not { } mailbox)
            return Completion.No(Refusal.NoSuchMailbox);
        var limits = await session.Server.Quotas.LimitsOfAsync(account, cancellationToken);
        session.Output.Write("* QUOTAROOT "u8).Mailbox(mailbox.Name);
        // What has no limit has no quota root.
        if (limits != Quota.Unset)
            session.Output.Write(" "u8).String(session.Account.Value);
        session.Output.EndLine();
        await QuotaRoot.WriteAsync(account, session, cancellationToken);
        return Completion.Ok("Done");
    }
}
