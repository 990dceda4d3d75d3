using MailCloud.Imap.Session;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Imap.Tests.Session;

/// <summary>A session in which INBOX is open and which sends its answers nowhere: what is left is what commands themselves cost.</summary>
internal static class OpenInbox
{
    public static async Task<ImapSession> OfAsync(ImapWorld world, TimeProvider time)
    {
        var mechanisms = new SaslMechanisms(new Authenticator(new MemoryDirectory(), time));
        var server = new ImapServer(world.Memory, mechanisms, time, NullLogger<ImapServer>.Instance);
        var session = new ImapSession(server, new CompressibleConnection(new NullConnection()), CancellationToken.None);
        session.LogIn(ImapWorld.Alice);
        var state = await session.ReadAsync(StateDepth.Messages, default);
        var inbox = state.Directory.Find(MailboxRole.Inbox)!;
        session.Open(new SelectedMailbox(inbox, state.Messages(inbox.Id), readOnly: false));
        return session;
    }
}
