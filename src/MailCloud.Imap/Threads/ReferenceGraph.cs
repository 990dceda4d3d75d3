using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Imap.Threads;

/// <summary>
/// Which message is under which, by the identifiers that they have and refer to: the first three steps of REFERENCES (RFC 5256 §3). Messages that are
/// referred to and that nobody has are dummies.
/// </summary>
internal sealed class ReferenceGraph
{
    private const int None = ThreadForest.None;

    /// <summary>A message may refer to a hundred others; of all that are not there, so many are told apart. It is what memory is spent on.</summary>
    private const int MaxDummies = 1_000_000;

    /// <summary>
    /// Loops are looked for by going upwards, so many steps in all; what would take more is not linked. Only messages that were made for it come near: by
    /// referring again and again to both ends of a conversation of thousands.
    /// </summary>
    private const int MaxSteps = 100_000_000;

    /// <summary>
    /// The node of each identifier: a message, or a dummy. What is kept of identifiers, which may be long, is a hash in which no two have ever met.
    /// </summary>
    private readonly Dictionary<UInt128, int> byId = [];

    private readonly List<Node> nodes = [];
    private int messages;
    private int dummies;
    private int steps;

    /// <summary>Adds the next message (step 1).</summary>
    /// <param name="id">Its own identifier; null: none.</param>
    /// <param name="references">Those of the messages before it in its conversation, the oldest first.</param>
    public void Add(string? id, IEnumerable<string> references)
    {
        var parent = None;
        foreach (var reference in references)
        {
            if (NodeOf(Hash(reference)) is not (>= 0 and var node))
                continue;
            if (parent != None && nodes[node].Parent == None)
                Link(node, parent);
            parent = node;
        }
        var own = OwnNode(id);
        nodes[own] = nodes[own] with { Message = messages++, Parent = None };
        if (parent != None)
            Link(own, parent);
    }

    /// <summary>
    /// The parents of the messages, and then, of the dummies that are left, when all are pruned (steps 2 and 3): dummies with nothing under them are gone;
    /// one below another message or dummy has handed up what was under it; one at the top stays if there is more than one message under it.
    /// </summary>
    public List<int> Prune()
    {
        var above = new int[nodes.Count];
        var parents = Enumerable.Repeat(None, messages).ToList();
        var children = new int[nodes.Count];
        foreach (var node in nodes)
            if (node.Message != None && node.Parent != None && nodes[Above(node.Parent, above)].Message == None)
                children[Above(node.Parent, above)]++;

        var kept = new Dictionary<int, int>();
        foreach (var node in nodes)
        {
            if (node.Message == None || node.Parent == None)
                continue;
            var parent = Above(node.Parent, above);
            if (nodes[parent].Message is not None and var message)
                parents[node.Message] = message;
            else if (children[parent] > 1)
            {
                if (!kept.TryGetValue(parent, out var dummy))
                {
                    kept.Add(parent, dummy = parents.Count);
                    parents.Add(None);
                }
                parents[node.Message] = dummy;
            }
        }
        return parents;
    }

    private int OwnNode(string? id)
    {
        // A message without an identifier, or with one that an earlier message has, is as if it had one of its own.
        if (id is null)
            return NewNode();
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(byId, Hash(id), out var exists);
        if (exists && nodes[node].Message != None)
            return NewNode();
        if (exists)
            dummies--;
        else
            node = NewNode();
        return node;
    }

    /// <summary>The node of an identifier; <see cref="None"/> if it is unknown and there are too many already.</summary>
    private int NodeOf(UInt128 id)
    {
        if (byId.TryGetValue(id, out var node))
            return node;
        if (dummies == MaxDummies)
            return None;
        dummies++;
        return byId[id] = NewNode();
    }

    private int NewNode()
    {
        nodes.Add(new Node(None, None, HasChildren: false));
        return nodes.Count - 1;
    }

    /// <summary>Puts a node under another, unless that would make a loop. What has nothing under it cannot make one, which is most that come.</summary>
    private void Link(int child, int parent)
    {
        if (child == parent)
            return;
        if (nodes[child].HasChildren)
            for (var ancestor = parent; ancestor != None; ancestor = nodes[ancestor].Parent)
                if (ancestor == child || steps++ >= MaxSteps)
                    return;
        nodes[child] = nodes[child] with { Parent = parent };
        nodes[parent] = nodes[parent] with { HasChildren = true };
    }

    /// <summary>The first message from a node upwards, or else the dummy at the top. Each step is taken once: it is remembered, plus one.</summary>
    private int Above(int node, int[] known)
    {
        var end = node;
        while (known[end] == 0 && nodes[end] is { Message: None, Parent: not None and var parent })
            end = parent;
        var found = known[end] != 0 ? known[end] - 1 : end;
        while (node != end)
        {
            known[node] = found + 1;
            node = nodes[node].Parent;
        }
        return found;
    }

    private static UInt128 Hash(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(Unquoted(id)), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>RFC 5256 §3: <c>"a"@b</c> is <c>a@b</c>. Case matters.</summary>
    private static string Unquoted(string id) =>
        id.StartsWith('"') && id.LastIndexOf("\"@", StringComparison.Ordinal) is > 0 and var end
            ? string.Concat(id[1..end].Replace("\\", "", StringComparison.Ordinal), id.AsSpan(end + 1))
            : id;

    /// <param name="Message">Its place among the messages; <see cref="None"/>: a dummy.</param>
    /// <param name="HasChildren">False: it has certainly none.</param>
    private readonly record struct Node(int Message, int Parent, bool HasChildren);
}
