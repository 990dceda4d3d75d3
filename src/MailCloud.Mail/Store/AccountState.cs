using System.Collections.Immutable;
using MailCloud.Mail.Quotas;

namespace MailCloud.Mail.Store;

/// <summary>
/// An account at one moment: the fold of its log up to <see cref="ModSeq"/>. Immutable; <see cref="Apply"/> gives the next one. A state that was
/// read from the head row alone has no messages; it can take every event that needs none, so that a delivery costs one point read.
/// </summary>
public sealed class AccountState
{
    private const string OnlyDirectory = "This state was read without messages.";

    private readonly ImmutableDictionary<MailboxId, MailboxState>? messages;

    private AccountState(
        AccountId account,
        ModSeq modSeq,
        MailboxDirectory directory,
        ImmutableDictionary<MailboxId, MailboxState>? messages
    )
    {
        Account = account;
        ModSeq = modSeq;
        Directory = directory;
        this.messages = messages;
    }

    public AccountId Account { get; }

    /// <summary>The last number taken of the account's counter.</summary>
    public ModSeq ModSeq { get; }

    public MailboxDirectory Directory { get; }

    /// <summary>The account's own limits; its domain may set those that are not set here.</summary>
    public Quota Quota { get; private init; }

    /// <summary>What clients have noted.</summary>
    /// <exception cref="InvalidOperationException">Only the directory is known.</exception>
    public Annotations Annotations => HasMessages ? AllAnnotations : throw new InvalidOperationException(OnlyDirectory);

    /// <summary>False: only the directory is known.</summary>
    public bool HasMessages => messages is not null;

    /// <summary>An account before its first event, with its counter at <paramref name="start"/>.</summary>
    public static AccountState New(AccountId account, ModSeq start) =>
        new(account, start, MailboxDirectory.Empty, ImmutableDictionary<MailboxId, MailboxState>.Empty);

    /// <summary>The directory alone, as a head row holds it.</summary>
    public static AccountState DirectoryOnly(AccountId account, ModSeq modSeq, MailboxDirectory directory, Quota quota = default) =>
        new(account, modSeq, directory, messages: null) { Quota = quota };

    /// <summary>This state without its messages.</summary>
    public AccountState WithoutMessages() => HasMessages ? DirectoryOnly(Account, ModSeq, Directory, Quota) : this;

    /// <summary>The messages of a mailbox.</summary>
    /// <exception cref="InvalidOperationException">Only the directory is known, or there is no such mailbox.</exception>
    public MailboxState Messages(MailboxId mailbox) =>
        messages is null ? throw new InvalidOperationException(OnlyDirectory)
        : messages.TryGetValue(mailbox, out var state) ? state
        : throw new InvalidOperationException($"There is no mailbox {mailbox}.");

    /// <summary>The messages of a mailbox, or null if there is no such mailbox any more.</summary>
    public MailboxState? FindMessages(MailboxId mailbox) => Directory.Find(mailbox) is null ? null : Messages(mailbox);

    /// <summary>Whether the next <paramref name="numbers"/> of the counter still fit UIDs and UIDVALIDITYs, which have 32 bits.</summary>
    public bool HasUidsLeft(long numbers) => ModSeq.Value + (ulong)numbers < uint.MaxValue;

    /// <summary>The state after the next event.</summary>
    /// <exception cref="InvalidOperationException">The event does not follow this state, or needs messages that were not read.</exception>
    public AccountState Apply(LoggedEvent logged)
    {
        if (logged.First != ModSeq + 1)
            throw new InvalidOperationException($"Event {logged.First} does not follow {ModSeq}.");
        var fold = new Fold(this, logged);
        fold.Run();
        return new AccountState(Account, logged.Last, fold.Directory, HasMessages ? fold.Messages : null)
        {
            Quota = fold.Quota,
            AllAnnotations = fold.Annotations,
        };
    }

    internal Annotations AllAnnotations { get; private init; } = Annotations.Empty;

    internal ImmutableDictionary<MailboxId, MailboxState> AllMessages => messages ?? ImmutableDictionary<MailboxId, MailboxState>.Empty;
}
