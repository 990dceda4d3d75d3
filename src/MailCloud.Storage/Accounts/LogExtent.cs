using MailCloud.Mail.Store;

namespace MailCloud.Storage.Accounts;

/// <summary>Points to a checkpoint: the state after the event that took <paramref name="ModSeq"/>.</summary>
internal sealed record CheckpointPointer(ModSeq ModSeq, Guid Id);

/// <summary>What the head row says of the log: where it begins and how long it grew.</summary>
/// <param name="Start">The counter before the account's first event.</param>
internal sealed record LogExtent(ModSeq Start)
{
    public CheckpointPointer? Checkpoint { get; init; }

    /// <summary>Events behind the checkpoint.</summary>
    public int TailEvents { get; init; }

    /// <summary>Octets of the events behind the checkpoint.</summary>
    public long TailOctets { get; init; }

    /// <summary>The account was removed.</summary>
    public bool Removed { get; init; }

    public LogExtent Grown(int events, long octets) => this with { TailEvents = TailEvents + events, TailOctets = TailOctets + octets };
}
