using MailCloud.Imap.Session;

namespace MailCloud.Imap.Threads;

/// <summary>
/// Messages under each other, siblings by date. A node below the number of messages is one of them, by its place among those found; a higher one is a
/// dummy, which stands for a message that nobody has, and holds those together that would be below it.
/// </summary>
/// <remarks>Threads may be as deep as there are messages, so nothing here calls itself.</remarks>
internal sealed class ThreadForest
{
    public const int None = -1;

    private readonly int count;
    private readonly int[] firstChild;
    private readonly int[] lastChild;
    private readonly int[] nextSibling;
    private int firstThread = None;
    private int lastThread = None;

    /// <param name="parents">What each node is under; <see cref="None"/>: it begins a thread. Dummies are under nothing.</param>
    /// <param name="byDate">The messages by date. A dummy's date is that of its first child.</param>
    public ThreadForest(ReadOnlySpan<int> parents, ReadOnlySpan<int> byDate)
    {
        count = byDate.Length;
        firstChild = NewLinks(parents.Length);
        lastChild = NewLinks(parents.Length);
        nextSibling = NewLinks(parents.Length);
        foreach (var message in byDate)
        {
            var parent = parents[message];
            if (parent == None || (parent >= count && firstChild[parent] == None))
                Append(parent == None ? message : parent, ref firstThread, ref lastThread);
            if (parent != None)
                Append(message, ref firstChild[parent], ref lastChild[parent]);
        }
    }

    /// <summary><c>(2)(3 6 (4 23)(44 7 96))</c>: a message and what is under it beside each other, in lists of their own where it is more than one.</summary>
    /// <param name="numberOf">The number that the client knows a message by.</param>
    public async ValueTask WriteAsync(Func<int, uint> numberOf, ImapSession session, CancellationToken cancellationToken)
    {
        const int closing = -2;
        var output = session.Output;
        // What is to be written when the list at hand is done: lists that begin with a node, or ends of lists.
        var rest = new Stack<int>();
        for (var next = firstThread; next != None; next = rest.TryPop(out var popped) ? popped : None)
        {
            if (next == closing)
            {
                output.Write(")"u8);
                continue;
            }
            if (nextSibling[next] != None)
                rest.Push(nextSibling[next]);
            rest.Push(closing);
            output.Write("("u8);
            var node = next;
            if (node < count)
                output.Number(numberOf(node));
            // No list for what is alone under a message.
            while (node < count && firstChild[node] is not None and var only && nextSibling[only] == None)
            {
                node = only;
                output.Write(" "u8).Number(numberOf(node));
            }
            if (firstChild[node] != None)
            {
                if (node < count)
                    output.Write(" "u8);
                rest.Push(firstChild[node]);
            }
            await session.FlushIfLargeAsync(cancellationToken);
        }
    }

    private void Append(int node, ref int first, ref int last)
    {
        if (first == None)
            first = node;
        else
            nextSibling[last] = node;
        last = node;
    }

    private static int[] NewLinks(int length)
    {
        var links = new int[length];
        Array.Fill(links, None);
        return links;
    }
}
