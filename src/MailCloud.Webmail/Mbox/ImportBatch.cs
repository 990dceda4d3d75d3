using System.Collections.Immutable;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Webmail.Mbox;

/// <summary>
/// Messages that are committed to a mailbox in one step. They become durable side by side while the next are read: storage writes what finishes together as one
/// pack. Dispose drops what was not committed.
/// </summary>
internal sealed class ImportBatch(IMailStore store, AccountId account, MailboxId mailbox) : IAsyncDisposable
{
    private const int MaxMessages = 32;

    private const long MaxOctets = 16L * 1024 * 1024;

    private readonly List<(int Number, Task<NewMessage> Message)> pending = [];
    private readonly List<ImportError> errors = [];
    private long octets;

    /// <summary>Messages committed so far.</summary>
    public int Imported { get; private set; }

    /// <summary>Messages that the account's state did not allow.</summary>
    public IReadOnlyList<ImportError> Errors => errors;

    /// <summary>Nothing more can be imported: there is no room, or no mailbox.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Adds a message, and commits them all if there are many.</summary>
    public async ValueTask AddAsync(int number, long length, Task<NewMessage> message, CancellationToken cancellationToken)
    {
        pending.Add((number, message));
        octets += length;
        if (pending.Count == MaxMessages || octets >= MaxOctets)
            await CommitAsync(cancellationToken);
    }

    /// <summary>Commits what is pending: together, or if that is refused, one by one, so that one message does not cost the others.</summary>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var messages = await Task.WhenAll(pending.Select(each => each.Message));
        if (messages.Length == 0)
            return;
        if (await CommitAsync([.. messages], cancellationToken) is null)
            Imported += messages.Length;
        else
            for (var i = 0; i < messages.Length; i++)
                await CommitOneAsync(pending[i].Number, messages[i], cancellationToken);
        pending.Clear();
        octets = 0;
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(pending.Select(Task (each) => each.Message)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async ValueTask CommitOneAsync(int number, NewMessage message, CancellationToken cancellationToken)
    {
        var refusal = await CommitAsync([message], cancellationToken);
        if (refusal is { Reason: RefusalReason.TooManyKeywords })
            refusal = await CommitAsync([message with { Keywords = [] }], cancellationToken);
        if (refusal is null)
            Imported++;
        else
            errors.Add(ImportError.Of(number, refusal));
        IsOver |= refusal is { Reason: RefusalReason.OverQuota or RefusalReason.NoSuchMailbox or RefusalReason.UidsExhausted };
    }

    private async ValueTask<Refusal?> CommitAsync(ImmutableArray<NewMessage> messages, CancellationToken cancellationToken)
    {
        // A message may have come into the mailbox's name by a rename; the id stays.
        var state = await store.ReadAsync(account, StateDepth.Directory, cancellationToken) ?? throw new UnknownAccountException(account);
        if (state.Directory.Find(mailbox) is not { } target)
            return Refusal.NoSuchMailbox;
        var result = await store.CommitAsync(account, new AppendMessages(MailboxTarget.Named(target.Name), messages), cancellationToken);
        return result.Refusal;
    }
}
