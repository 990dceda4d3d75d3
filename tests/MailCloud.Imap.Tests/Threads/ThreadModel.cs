using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Tests.Threads;

/// <summary>A message as threading sees it.</summary>
/// <param name="Number">Its sequence number.</param>
internal sealed record ThreadMail(int Number, string? Id, string[] References, string? InReplyTo, string Subject, DateTimeOffset Date);

/// <summary>RFC 5256 §3, REFERENCES, step by step as it is written there, with no thought of time and memory.</summary>
internal sealed class ThreadModel
{
    private readonly Dictionary<string, Node> byId = new(StringComparer.Ordinal);
    private readonly List<Node> all = [];

    private sealed class Node
    {
        public ThreadMail? Mail { get; set; }

        public Node? Parent { get; private set; }

        public List<Node> Children { get; } = [];

        public bool IsDummy => Mail is null;

        public Node First => IsDummy ? Children[0] : this;

        public DateTimeOffset Date => First.Mail!.Date;

        public int Number => First.Mail!.Number;

        public BaseSubject Subject => BaseSubject.Of(First.Mail!.Subject);

        public void MoveTo(Node? parent)
        {
            Parent?.Children.Remove(this);
            Parent = parent;
            parent?.Children.Add(this);
        }

        public bool IsAbove(Node other) => other == this || (other.Parent is { } parent && IsAbove(parent));
    }

    public static string Run(IEnumerable<ThreadMail> mails)
    {
        var model = new ThreadModel();
        foreach (var mail in mails)
            model.Link(mail);
        return string.Concat(model.Threads().Select(Write));
    }

    /// <summary>Step 1.</summary>
    private void Link(ThreadMail mail)
    {
        Node? previous = null;
        string[] references =
            mail.References is [_, ..] ? mail.References
            : mail.InReplyTo is { } parent ? [parent]
            : [];
        foreach (var node in references.Select(Find))
        {
            if (previous is not null && node.Parent is null && !node.IsAbove(previous))
                node.MoveTo(previous);
            previous = node;
        }
        var own = mail.Id is { } id && Find(id) is { IsDummy: true } known ? known : New();
        own.Mail = mail;
        own.MoveTo(null);
        if (previous is not null && !own.IsAbove(previous))
            own.MoveTo(previous);
    }

    private List<Node> Threads()
    {
        // Step 2.
        var root = new Node();
        foreach (var node in all.Where(node => node.Parent is null).ToList())
            node.MoveTo(root);
        // Step 3.
        foreach (var thread in root.Children.ToList())
            Prune(thread, root);
        // Step 4.
        foreach (var dummy in root.Children.Where(thread => thread.IsDummy))
            Sort(dummy.Children);
        Sort(root.Children);
        MergeBySubject(root);
        // Step 6.
        SortAll(root);
        return root.Children;
    }

    private static void Prune(Node node, Node root)
    {
        foreach (var child in node.Children.ToList())
            Prune(child, root);
        if (!node.IsDummy || (node.Parent == root && node.Children.Count > 1))
            return;
        foreach (var child in node.Children.ToList())
            child.MoveTo(node.Parent);
        node.MoveTo(null);
    }

    /// <summary>Step 5.</summary>
    private static void MergeBySubject(Node root)
    {
        var table = new Dictionary<string, Node>(StringComparer.OrdinalIgnoreCase);
        foreach (var thread in root.Children.Where(thread => thread.Subject.Text.Length > 0))
            if (!table.TryGetValue(thread.Subject.Text, out var known))
                table.Add(thread.Subject.Text, thread);
            else if (!known.IsDummy && (thread.IsDummy || (known.Subject.IsReplyOrForward && !thread.Subject.IsReplyOrForward)))
                table[thread.Subject.Text] = thread;
        foreach (var thread in root.Children.Where(thread => thread.Subject.Text.Length > 0).ToList())
        {
            var subject = thread.Subject.Text;
            var known = table[subject];
            if (known == thread)
                continue;
            if (known.IsDummy && thread.IsDummy)
            {
                foreach (var child in thread.Children.ToList())
                    child.MoveTo(known);
                thread.MoveTo(null);
            }
            else if (known.IsDummy || (thread.Subject.IsReplyOrForward && !known.Subject.IsReplyOrForward))
                thread.MoveTo(known);
            else
            {
                var dummy = new Node();
                dummy.MoveTo(root);
                known.MoveTo(dummy);
                thread.MoveTo(dummy);
                table[subject] = dummy;
            }
        }
    }

    private static void SortAll(Node node)
    {
        foreach (var child in node.Children)
            SortAll(child);
        Sort(node.Children);
    }

    private static void Sort(List<Node> siblings)
    {
        var sorted = siblings.OrderBy(node => node.Date).ThenBy(node => node.Number).ToList();
        siblings.Clear();
        siblings.AddRange(sorted);
    }

    private Node Find(string id) => byId.TryGetValue(id, out var node) ? node : byId[id] = New();

    private Node New()
    {
        var node = new Node();
        all.Add(node);
        return node;
    }

    private static string Write(Node thread) => $"({Members(thread)})";

    private static string Members(Node node)
    {
        var number = node.IsDummy ? "" : $"{node.Number}";
        return node.Children switch
        {
            [] => number,
            [var only] when !node.IsDummy => $"{number} {Members(only)}",
            var several => $"{number}{(node.IsDummy ? "" : " ")}{string.Concat(several.Select(Write))}",
        };
    }
}
