namespace MailCloud.Imap.Threads;

/// <summary>Brings together the threads that are about the same: steps 4 and 5 of REFERENCES (RFC 5256 §3).</summary>
/// <param name="parents">As <see cref="ReferenceGraph.Prune"/> gives them; changed.</param>
internal sealed class SubjectMerge(ThreadedMessages messages, int[] byDate, List<int> parents)
{
    private const int None = ThreadForest.None;

    private readonly Dictionary<string, Top> bySubject = new(StringComparer.Ordinal);

    /// <summary>Dummies whose messages went to another one.</summary>
    private readonly Dictionary<int, int> emptied = [];

    /// <summary>What begins a thread, and the message that tells what it is about: itself, or a dummy's first.</summary>
    private readonly record struct Top(int Node, int Speaker);

    public void Run()
    {
        var tops = Tops();
        foreach (var top in tops)
            Choose(top);
        foreach (var top in tops)
            Merge(top);
        for (var message = 0; message < messages.Count; message++)
            if (emptied.TryGetValue(parents[message], out var dummy))
                parents[message] = dummy;
    }

    /// <summary>What begins threads, by date (step 4).</summary>
    private List<Top> Tops()
    {
        var tops = new List<Top>();
        var seen = new HashSet<int>();
        foreach (var message in byDate)
        {
            var parent = parents[message];
            if (parent == None)
                tops.Add(new Top(message, message));
            else if (IsDummy(parent) && seen.Add(parent))
                tops.Add(new Top(parent, message));
        }
        return tops;
    }

    /// <summary>Step 5B: of threads about the same, the one that the others come to: if there is one, a dummy; else one that is no reply.</summary>
    private void Choose(Top top)
    {
        var subject = messages.SubjectOf(top.Speaker);
        if (subject.Length == 0)
            return;
        if (
            !bySubject.TryGetValue(subject, out var chosen)
            || (!IsDummy(chosen.Node) && (IsDummy(top.Node) || (IsReply(chosen) && !IsReply(top))))
        )
            bySubject[subject] = top;
    }

    /// <summary>Step 5C.</summary>
    private void Merge(Top top)
    {
        var subject = messages.SubjectOf(top.Speaker);
        if (subject.Length == 0 || bySubject[subject] is var chosen && chosen.Node == top.Node)
            return;
        if (IsDummy(chosen.Node) && IsDummy(top.Node))
            emptied.Add(top.Node, chosen.Node);
        else if (IsDummy(chosen.Node) || (IsReply(top) && !IsReply(chosen)))
            parents[top.Node] = chosen.Node;
        else
        {
            // Neither answers the other: they are side by side.
            var dummy = parents.Count;
            parents.Add(None);
            parents[top.Node] = parents[chosen.Node] = dummy;
            bySubject[subject] = chosen with { Node = dummy };
        }
    }

    private bool IsDummy(int node) => node >= messages.Count;

    private bool IsReply(Top top) => messages.IsReplyOrForward(top.Speaker);
}
