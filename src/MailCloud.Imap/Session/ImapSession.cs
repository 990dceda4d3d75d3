using System.Collections.Frozen;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Framing;
using MailCloud.Imap.Output;
using MailCloud.Mail.Store;
using MailCloud.Protocol;

namespace MailCloud.Imap.Session;

/// <summary>
/// What a session knows, and what commands do with it. It reads whole states of its account and commits changes; the newest state it has met, be it
/// by reading or by its own commit, is what its client is told of next.
/// </summary>
internal sealed class ImapSession(ImapServer server, CompressibleConnection connection, CancellationToken stopping) : IDisposable
{
    private AccountId? account;
    private AccountState? newest;
    private FrozenSet<string> withheld = FrozenSet<string>.Empty;

    public ImapServer Server { get; } = server;

    public CompressibleConnection Connection { get; } = connection;

    public ImapFraming Input { get; } = new(connection);

    public ImapWriter Output { get; } = new(connection);

    public InactivityTimer Inactivity { get; } = new(server.Time, stopping);

    /// <summary>Where the session is (RFC 9051 §3).</summary>
    public States State =>
        account is null ? States.NotAuthenticated
        : Mailbox is null ? States.Authenticated
        : States.Selected;

    /// <summary>Who has logged in.</summary>
    /// <exception cref="InvalidOperationException">Nobody has.</exception>
    public AccountId Account => account ?? throw new InvalidOperationException("Nobody has logged in.");

    /// <summary>The open mailbox; null: none.</summary>
    public SelectedMailbox? Mailbox { get; private set; }

    /// <summary>The open mailbox, for commands that are allowed only with one.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public SelectedMailbox Selected => Mailbox ?? throw new InvalidOperationException("No mailbox is open.");

    /// <summary>The tag of the command that runs, for responses that repeat it (RFC 4466 §2.6.2).</summary>
    public string Tag { get; set; } = "*";

    /// <summary>Failed log-ins so far.</summary>
    public int FailedLogins { get; set; }

    /// <summary>The newest state with messages that the session has met.</summary>
    /// <exception cref="InvalidOperationException">It has met none.</exception>
    public AccountState Newest => newest ?? throw new InvalidOperationException("No state was read yet.");

    /// <summary>The MODSEQ of the newest state that the session has met.</summary>
    public ModSeq Known => newest?.ModSeq ?? ModSeq.Zero;

    /// <summary>What the client has turned on.</summary>
    public Extensions Enabled { get; private set; }

    /// <summary>What the client knows of annotations.</summary>
    public AnnotationNews AnnotationNews { get; } = new();

    /// <summary>What the client asked to be told of whenever it happens; null: of nothing.</summary>
    public Notifications? Notifications { get; set; }

    /// <summary>Whether there may be news for the client: it has a mailbox open, or turned on what tells of others.</summary>
    public bool AwaitsNews => Mailbox is not null || Notifications is not null || Has(Extensions.Metadata);

    /// <summary>BYE was said.</summary>
    public bool Ended { get; private set; }

    /// <param name="without">Capabilities that are switched off for the account; null: none.</param>
    public void LogIn(AccountId who, FrozenSet<string>? without = null)
    {
        account = who;
        withheld = without ?? FrozenSet<string>.Empty;
    }

    /// <summary>Whether the client may use a capability: its operator has not switched it off.</summary>
    public bool Offers(string capability) => !withheld.Contains(capability);

    /// <summary>Whether the client has turned on one of the extensions.</summary>
    public bool Has(Extensions extensions) => (Enabled & extensions) != 0;

    /// <summary>
    /// Turns on extensions, for good. To ask for MODSEQ in any way turns on CONDSTORE; with a mailbox open, the client is told where it is then
    /// (RFC 7162 §3.1).
    /// </summary>
    public void Enable(Extensions extensions)
    {
        if (Mailbox is not null && (extensions & ~Enabled & Extensions.Condstore) != 0)
        {
            Mailbox.TakeHighestModSeq();
            WriteHighestModSeq(Mailbox.HighestModSeq);
        }
        Enabled |= extensions;
        Output.Utf8 = Has(Extensions.Utf8Accept | Extensions.Imap4Rev2);
        Output.Utf8Headers = Has(Extensions.Utf8Accept);
    }

    public void Open(SelectedMailbox mailbox) => Mailbox = mailbox;

    /// <summary>Closes the open mailbox, without a word to the client.</summary>
    public void Unselect() => Mailbox = null;

    /// <summary>Says BYE (RFC 9051 §7.1.5); the session ends with the command that runs.</summary>
    public void Bye(string text)
    {
        if (!Ended)
            Output.Write("* BYE "u8).Text(text).EndLine();
        Ended = true;
    }

    /// <summary>The account as it is now.</summary>
    /// <exception cref="UnknownAccountException">The account was removed.</exception>
    public async ValueTask<AccountState> ReadAsync(StateDepth depth, CancellationToken cancellationToken)
    {
        var state = await Server.Store.ReadAsync(Account, depth, cancellationToken) ?? throw new UnknownAccountException(Account);
        Remember(state);
        return state;
    }

    /// <summary>Commits a change, and remembers the state after it: the session reads its own writes.</summary>
    public async ValueTask<CommitResult> CommitAsync(MailChange change, CancellationToken cancellationToken)
    {
        var result = await Server.Store.CommitAsync(Account, change, cancellationToken);
        Remember(result.State);
        Notifications?.PassOver(result);
        return result;
    }

    /// <summary>Sends what has gathered if it is much: between the rows of a long response. A client that takes it is not silent.</summary>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) =>
        Output.Pipe.UnflushedBytes > ImapWriter.MaxUnflushed ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Sends what has gathered. A client that takes it is not silent.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await Output.FlushAsync(cancellationToken);
        Inactivity.Touch();
    }

    /// <summary>Reads the newest state and tells the client what changed in the open mailbox.</summary>
    /// <param name="mayExpunge">See <see cref="SelectedMailbox.SynchronizeAsync"/>.</param>
    public async ValueTask SynchronizeAsync(bool mayExpunge, CancellationToken cancellationToken)
    {
        if (AwaitsNews)
            await ReadAsync(StateDepth.Messages, cancellationToken);
        await TellNewsAsync(mayExpunge, cancellationToken);
    }

    /// <summary>Tells the client what changed in the open mailbox up to the newest state that the session has met.</summary>
    public async ValueTask TellNewsAsync(bool mayExpunge, CancellationToken cancellationToken)
    {
        if (newest is null)
            return;
        TellOfMailboxes(newest);
        if (Mailbox is null)
            return;
        if (newest.Directory.Find(Mailbox.Id) is { } mailbox)
        {
            var before = Mailbox.View;
            await Mailbox.SynchronizeAsync(newest.Messages(mailbox.Id), mailbox.HighestModSeq, mayExpunge, this, cancellationToken);
            if (Notifications?.OfSelected?.NewItems is { } items)
                await WriteNewAsync(before, items, cancellationToken);
        }
        else
        {
            // RFC 2180 §3.1 leaves little else: no response says that a mailbox has gone.
            Unselect();
            Bye("The open mailbox was deleted");
        }
    }

    /// <summary>
    /// Reads the newest state and tells the client, which has not asked just now, what it wants to hear of at any time (NOTIFY).
    /// </summary>
    public async ValueTask TellUnaskedAsync(CancellationToken cancellationToken)
    {
        var state = await ReadAsync(StateDepth.Messages, cancellationToken);
        if (Notifications?.OfSelected is { } group)
            await TellNewsAsync(mayExpunge: !group.IsDelayed, cancellationToken);
        else
            TellOfMailboxes(state);
    }

    /// <summary>Begins a response about a message: <c>* n FETCH </c>, or <c>* u UIDFETCH </c> for a client that has no numbers (RFC 9586 §3).</summary>
    public ImapWriter BeginFetch(int sequenceNumber, Uid uid) =>
        Has(Extensions.UidOnly)
            ? Output.Write("* "u8).Number(uid.Value).Write(" UIDFETCH "u8)
            : Output.Write("* "u8).Number(sequenceNumber).Write(" FETCH "u8);

    /// <summary>
    /// The HIGHESTMODSEQ that the client has to be told before it goes on, since it must believe another one (RFC 7162 §3.2). Null: it is right.
    /// </summary>
    public ModSeq? TakeHighestModSeq() => Has(Extensions.Condstore) ? Mailbox?.TakeHighestModSeq() : null;

    /// <summary><c>* OK [HIGHESTMODSEQ n]</c>.</summary>
    public void WriteHighestModSeq(ModSeq highest) =>
        Output.Write("* OK ["u8).Text(ResponseCode.HighestModSeq(highest).Text).Write("] The last change\r\n"u8);

    public void Dispose() => Inactivity.Dispose();

    private void TellOfMailboxes(AccountState state)
    {
        if (Has(Extensions.Metadata))
            AnnotationNews.Tell(state, Output);
        Notifications?.Tell(state, this);
    }

    /// <summary>Tells of the messages that came in what the client wants to know at once (RFC 5465 §5.2). To be told of one is not to have read it.</summary>
    private async ValueTask WriteNewAsync(MailboxState before, FetchList items, CancellationToken cancellationToken)
    {
        var view = Selected.View;
        var last = before.Count > 0 ? before[before.Count - 1].Uid.Value : 0;
        if (view.Count == 0 || view[view.Count - 1].Uid.Value <= last)
            return;
        var appended = IndexSet.Of(view, UidSet.Of([new UidRange(new Uid(last + 1), view[view.Count - 1].Uid)]));
        await new FetchRows(this, items, newest: null, UidSet.Empty).WriteAsync(appended, cancellationToken);
    }

    private void Remember(AccountState state)
    {
        if (state.HasMessages && (newest is null || state.ModSeq > newest.ModSeq))
            newest = state;
    }
}
