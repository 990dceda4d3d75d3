using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Several changes in one step that no reader sees half of, each decided against what those before it make. If one is refused, all are.</summary>
internal sealed record ChangesTogether(ImmutableArray<MailChange> Changes) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        var events = ImmutableArray.CreateBuilder<MailEvent>();
        foreach (var change in Changes)
        {
            var decision = change.Decide(state, nowSeconds);
            if (decision.Refusal is not null)
                return decision;
            foreach (var e in decision.Events)
                state = state.Apply(new LoggedEvent(state.ModSeq + 1, default, e));
            events.AddRange(decision.Events);
        }
        return Decision.Commit(events.ToImmutable());
    }
}
