using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Makes a mailbox and the levels above it (RFC 9051 §6.3.4), for a special use if wanted (CREATE-SPECIAL-USE, RFC 6154 §3). The answer says what its id is (RFC 8474 §4.1).
/// <code>
/// C: A1 CREATE Spam (USE (\Junk))
/// S: A1 OK [MAILBOXID (F38505)] Created
/// </code>
/// </summary>
/// <param name="Use">Null: what the client wants to use it for is no use that we keep.</param>
internal sealed record Create(string Mailbox, MailboxRole? Use)
{
    public static Create Parse(ref ImapReader reader)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        MailboxRole? use = MailboxRole.None;
        if (reader.TrySpace())
        {
            reader.Open();
            if (!reader.TryWord("USE"u8))
                throw new ImapSyntaxException("CREATE knows USE alone");
            reader.Space();
            var uses = reader.List(SpecialUse.Read);
            use = uses is [var only] ? only : null;
            reader.Close();
        }
        return new Create(mailbox, use);
    }

    public static async ValueTask<Completion> ExecuteAsync(Create command, ImapSession session, CancellationToken cancellationToken)
    {
        if (command.Use is not { } use)
            return Completion.No("A mailbox can have one of the special uses that LIST shows", ResponseCode.UseAttribute);
        // "foo/" says that there will be mailboxes below it, which every mailbox may have.
        var name = command.Mailbox.EndsWith(MailboxDirectory.Delimiter) ? command.Mailbox[..^1] : command.Mailbox;
        var result = await session.CommitAsync(new CreateMailbox(name, use), cancellationToken);
        return result.Refusal switch
        {
            null => Completion.Ok("Created", ResponseCode.MailboxId(result.State.Directory.Find(name)!.Id)),
            { Reason: RefusalReason.MailboxNotAllowed } refusal
                when use != MailboxRole.None && result.State.Directory.Find(use) is not null => Completion.No(
                refusal.Text,
                ResponseCode.UseAttribute
            ),
            { } refusal => Completion.No(refusal),
        };
    }
}
