using System.Runtime.InteropServices;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Threads;

/// <summary>A way to tell which messages belong together (RFC 5256 §3). It is shown each message once.</summary>
internal abstract class ThreadAlgorithm
{
    /// <summary>Reads the name of an algorithm. To add one: a line here, and its capability at THREAD.</summary>
    public static Func<ThreadAlgorithm> Parse(ref ImapReader reader) =>
        reader.TryWord("REFERENCES"u8) ? static () => new References()
        : reader.TryWord("ORDEREDSUBJECT"u8) ? static () => new OrderedSubject()
        : throw new ImapSyntaxException("There is no such threading algorithm");

    protected ThreadedMessages Messages { get; } = new();

    /// <summary>Takes what it needs of the next message.</summary>
    public virtual void Add(in MessageRecord record, MessageSummary summary) => Messages.Add(record, summary);

    /// <summary>The threads of all messages.</summary>
    public abstract ThreadForest Build();

    /// <summary>By what messages refer to; threads about the same are put together.</summary>
    private sealed class References : ThreadAlgorithm
    {
        private readonly ReferenceGraph graph = new();

        public override void Add(in MessageRecord record, MessageSummary summary)
        {
            base.Add(record, summary);
            // Of In-Reply-To, which may name several messages, the first one, and only if there is nothing in References.
            graph.Add(
                summary.MessageId,
                summary.References.Count > 0 ? summary.References
                    : MessageIds.First(summary.Envelope.InReplyTo) is { } parent ? [parent]
                    : []
            );
        }

        public override ThreadForest Build()
        {
            var byDate = Messages.ByDate();
            var parents = graph.Prune();
            new SubjectMerge(Messages, byDate, parents).Run();
            return new ThreadForest(CollectionsMarshal.AsSpan(parents), byDate);
        }
    }

    /// <summary>By the base subject alone: under the first message about something are all others.</summary>
    private sealed class OrderedSubject : ThreadAlgorithm
    {
        public override ThreadForest Build()
        {
            var byDate = Messages.ByDate();
            var parents = new int[Messages.Count];
            var first = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var message in byDate)
                parents[message] = first.TryAdd(Messages.SubjectOf(message), message)
                    ? ThreadForest.None
                    : first[Messages.SubjectOf(message)];
            return new ThreadForest(parents, byDate);
        }
    }
}
