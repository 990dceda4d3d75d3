using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Microsoft.Extensions.Logging;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Ends the session. Of an open maildrop, the marked messages are deleted first (RFC 1939 §6, the UPDATE state): all of them in one change, or none. A session
/// that lost its maildrop to another deletes none either: that one has told its client of them.
/// <code>
/// C: QUIT
/// S: +OK 1 message is deleted
/// </code>
/// </summary>
internal readonly record struct Quit
{
    public static Quit Parse(ref Pop3Reader arguments) => default;

    public static async ValueTask<Pop3Reply> ExecuteAsync(Quit command, Pop3Session session, CancellationToken cancellationToken)
    {
        var reply = session.State == States.Transaction ? await UpdateAsync(session, cancellationToken) : Pop3Reply.Ok("Bye");
        return reply with { Closes = true };
    }

    private static async ValueTask<Pop3Reply> UpdateAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var uids = session.Maildrop.MarkedUids();
        try
        {
            if (uids.IsEmpty)
                return Deleted(0);
            if (!await session.HoldsMaildropAsync(cancellationToken))
                return Pop3Reply.MaildropLost;
            var change = new ExpungeMessages(session.Maildrop.Mailbox, uids);
            var result = await session.Server.Store.CommitAsync(session.Maildrop.Account, change, cancellationToken);
            // The account was removed and made again: these messages are gone, and others are not this session's.
            return result.Refusal is null ? Deleted(uids.Count) : Pop3Reply.MaildropLost;
        }
        catch (StoreUnavailableException e)
        {
            session.Server.Logger.LogWarning(e, "POP3 {Connection}: storage does not answer", session.Connection.Id);
            return Pop3Reply.TryLater with { Text = "The marked messages could not be deleted" };
        }
        finally
        {
            await session.CloseAsync();
        }
    }

    private static Pop3Reply Deleted(long count) => Pop3Reply.Ok(count == 1 ? "1 message is deleted" : $"{count} messages are deleted");
}
