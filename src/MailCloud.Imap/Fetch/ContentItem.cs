namespace MailCloud.Imap.Fetch;

/// <summary>An item for which octets of the message are read.</summary>
internal abstract class ContentItem(string label, bool peek, Partial? range = null) : FetchItem(label)
{
    /// <summary>The octets that are wanted; null: all.</summary>
    public Partial? Range => range;

    public override bool SetsSeen => !peek;

    /// <summary>Whether the summary is needed to find the octets.</summary>
    public abstract bool NeedsSummary { get; }

    /// <summary>Writes the item. Octets that are gone are <c>NIL</c>, and the row remembers it.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">Storage does not answer.</exception>
    public abstract ValueTask WriteAsync(FetchRow row, CancellationToken cancellationToken);
}
