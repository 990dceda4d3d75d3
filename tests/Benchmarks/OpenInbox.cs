using MailCloud.Imap;
using MailCloud.Imap.Session;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Benchmarks;

/// <summary>A session in which an INBOX in memory is open and which sends its answers nowhere.</summary>
internal static class OpenInbox
{
    private static readonly AccountId Account = new("alice@example.com");

    /// <param name="messages">Makes what is in it; their bytes may go into the store.</param>
    public static async Task<ImapSession> WithAsync(Func<MemoryMailStore, Task<IEnumerable<NewMessage>>> messages)
    {
        var store = new MemoryMailStore(TimeProvider.System);
        await store.CreateAccountAsync(Account, CancellationToken.None);
        var append = new AppendMessages(MailboxTarget.Inbox, [.. await messages(store)]);
        await store.CommitAsync(Account, append, CancellationToken.None);
        var state = await store.ReadAsync(Account, StateDepth.Messages, CancellationToken.None);
        var inbox = state!.Directory.Find(MailboxRole.Inbox)!;

        var mechanisms = new SaslMechanisms(new Authenticator(new MemoryDirectory(), TimeProvider.System));
        var server = new ImapServer(store, mechanisms, TimeProvider.System, NullLogger<ImapServer>.Instance);
        var session = new ImapSession(server, new CompressibleConnection(new NullConnection()), CancellationToken.None);
        session.LogIn(Account);
        session.Open(new SelectedMailbox(inbox, state.Messages(inbox.Id), readOnly: false));
        return session;
    }
}
