namespace MailCloud.Interop.Tests.Consistency;

/// <summary>What has to be in a mailbox, by what the server has confirmed. Sessions change it at the same time.</summary>
internal sealed class MailboxModel(string name)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<uint, SortedSet<string>> messages = [];
    private readonly HashSet<uint> given = [];
    private uint floor;

    public string Name { get; } = name;

    public int Count
    {
        get
        {
            lock (gate)
                return messages.Count;
        }
    }

    /// <summary>All UIDs that are given from now on have to be above those given so far.</summary>
    public void RaiseFloor()
    {
        lock (gate)
            floor = given.Count == 0 ? 0 : given.Max();
    }

    /// <summary>A message has come in.</summary>
    public void Add(uint uid, IEnumerable<string> flags)
    {
        lock (gate)
        {
            Assert.True(given.Add(uid), $"UID {uid} was given twice in {Name}");
            Assert.True(uid > floor, $"UID {uid} in {Name} after {floor}");
            messages.Add(uid, new SortedSet<string>(flags, StringComparer.Ordinal));
        }
    }

    /// <summary>Those of the messages that exist, with their flags.</summary>
    public SortedDictionary<uint, string[]> Existing(IEnumerable<uint> uids)
    {
        lock (gate)
            return new(uids.Where(messages.ContainsKey).ToDictionary(uid => uid, uid => messages[uid].ToArray()));
    }

    /// <summary>The messages with a flag.</summary>
    public uint[] With(string flag)
    {
        lock (gate)
            return [.. messages.Where(message => message.Value.Contains(flag)).Select(message => message.Key)];
    }

    /// <summary>Flags of messages change, where they still exist.</summary>
    /// <param name="sign"><c>+</c>, <c>-</c>, or nothing: these flags and no others.</param>
    public void Store(IEnumerable<uint> uids, string sign, IReadOnlyCollection<string> flags)
    {
        lock (gate)
            foreach (var uid in uids.Where(messages.ContainsKey))
                switch (sign)
                {
                    case "+":
                        messages[uid].UnionWith(flags);
                        break;
                    case "-":
                        messages[uid].ExceptWith(flags);
                        break;
                    default:
                        messages[uid] = new SortedSet<string>(flags, StringComparer.Ordinal);
                        break;
                }
    }

    public void Remove(IEnumerable<uint> uids)
    {
        lock (gate)
            foreach (var uid in uids)
                messages.Remove(uid);
    }

    /// <summary>The mailbox as a client has to see it.</summary>
    public List<KnownMessage> Snapshot()
    {
        lock (gate)
            return [.. messages.Select(message => new KnownMessage(message.Key, StrictImapClient.Sorted(message.Value)))];
    }
}
