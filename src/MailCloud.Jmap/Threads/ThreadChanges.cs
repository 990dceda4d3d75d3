using System.Collections.Immutable;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Changes;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Threads;

/// <summary>
/// Thread/changes (RFC 8621 §3.2): the conversations that Emails have come into or gone from. A conversation whose Emails were all marked as deleted at the
/// client's state, and are not any more, is said to have changed, since the log does not tell what it was then.
/// </summary>
internal static class ThreadChanges
{
    public static async ValueTask<ChangesResponse> RunAsync(
        ChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.MaxChanges <= 0)
            throw MethodException.InvalidArguments("maxChanges is not positive.");
        var state = await call.ReadMailAsync(cancellationToken);
        var events = await MailLog.ReadAsync(call, state, arguments.SinceState, cancellationToken);
        var since = JmapIds.ParseState(arguments.SinceState)!.Value;
        var (touched, reached) = Gather(events, state, since, arguments.MaxChanges ?? int.MaxValue);

        var index = call.Server.Emails.Of(state);
        List<string> created = [],
            updated = [],
            destroyed = [];
        foreach (var (thread, wasThere) in touched)
        {
            var emails = index.InThread(thread);
            var isOld = wasThere || emails.Any(email => email.Id.Value <= since.Value);
            if (!emails.IsEmpty)
                (isOld ? updated : created).Add(JmapIds.Of(thread));
            else if (isOld)
                destroyed.Add(JmapIds.Of(thread));
        }
        return new ChangesResponse(
            account,
            arguments.SinceState!,
            JmapIds.Of(reached),
            reached < state.ModSeq,
            created,
            updated,
            destroyed
        );
    }

    /// <summary>The conversations that commits say something of, and whether one of their Emails is from before; and up to where that is so.</summary>
    private static (Dictionary<ThreadId, bool> Touched, ModSeq Reached) Gather(
        ImmutableArray<LoggedEvent> events,
        AccountState now,
        ModSeq since,
        long max
    )
    {
        var places = new PlaceTracer(now, events);
        var touched = new Dictionary<ThreadId, bool>();
        var reached = since;
        // A state that others have seen ends with a commit.
        foreach (var commit in events.GroupBy(logged => logged.Commit))
        {
            var next = new Dictionary<ThreadId, bool>(touched);
            foreach (var email in commit.SelectMany(logged => TouchedBy(logged, places)))
            {
                if (email is not var (id, thread))
                    throw MethodException.CannotCalculateChanges();
                next[thread] = next.GetValueOrDefault(thread) || id.Value <= since.Value;
            }
            if (next.Count > max)
                return reached > since ? (touched, reached) : throw MethodException.CannotCalculateChanges();
            (touched, reached) = (next, commit.Last().Last);
        }
        return (touched, reached);
    }

    /// <summary>The Emails that an event brings into their conversations, or takes out; null among them: nobody can tell which.</summary>
    private static IEnumerable<ExpungedEmail?> TouchedBy(LoggedEvent logged, PlaceTracer places)
    {
        return logged.Event switch
        {
            MessagesAppended e => Enumerable
                .Range(0, e.Messages.Length)
                .Select(n => (ExpungedEmail?)new ExpungedEmail(new EmailId((logged.First + (ulong)n).Value), e.Messages[n].ThreadId)),
            MessagesExpunged e => Find(e.Mailbox, e.Uids),
            FlagsChanged e when e.Change.Operation == FlagOperation.Replace || (e.Change.Flags & MessageFlags.Deleted) != 0 => Find(
                e.Mailbox,
                e.Uids
            ),
            MailboxDeleted { WasEmpty: false } => [null],
            _ => [],
        };

        IEnumerable<ExpungedEmail?> Find(MailboxId mailbox, UidSet uids) => uids.Enumerate().Select(uid => places.Find(mailbox, uid));
    }
}
