using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Core;

/// <summary>The commits of one <c>/set</c> (RFC 8620 §5.3), and whether somebody else's came between them.</summary>
/// <param name="before">The state before the first one.</param>
internal sealed class Commits(MethodCall call, AccountState before)
{
    private readonly ModSeq began = before.ModSeq;
    private bool isAlone = true;

    /// <summary>The state after the last one.</summary>
    public AccountState State { get; private set; } = before;

    /// <summary>The state that the client's changes began at; null: others' changes came between, which the client does not know of.</summary>
    public string? OldState => isAlone ? JmapIds.Of(began) : null;

    public string NewState => JmapIds.Of(State.ModSeq);

    /// <exception cref="MethodException">The client knows another state than there is.</exception>
    public static async ValueTask<Commits> BeginAsync(MethodCall call, string? ifInState, CancellationToken cancellationToken)
    {
        var state = await call.ReadMailAsync(cancellationToken);
        return ifInState is null || string.Equals(ifInState, JmapIds.Of(state.ModSeq), StringComparison.Ordinal)
            ? new Commits(call, state)
            : throw MethodException.StateMismatch();
    }

    /// <summary>Commits one change.</summary>
    /// <exception cref="UnknownAccountException">The account is gone.</exception>
    public async ValueTask<CommitResult> CommitAsync(MailChange change, CancellationToken cancellationToken)
    {
        var result = await call.Server.Store.CommitAsync(call.Account, change, cancellationToken);
        var numbers = result.Events.Aggregate(0UL, (sum, logged) => sum + logged.Event.Span);
        isAlone &= result.State.ModSeq == State.ModSeq + numbers;
        State = result.State;
        return result;
    }
}
