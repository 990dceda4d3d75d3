namespace MailCloud.Mail.Store.Changes;

/// <summary>The mailbox that messages go to, found when the change is decided, so that a rename in between does no harm.</summary>
public readonly record struct MailboxTarget
{
    private MailboxTarget(string? name, MailboxRole role, MailboxId? id = null)
    {
        Name = name;
        Role = role;
        Id = id;
    }

    public MailboxId? Id { get; }

    public string? Name { get; }

    public MailboxRole Role { get; }

    public static readonly MailboxTarget Inbox = WithRole(MailboxRole.Inbox);

    /// <summary>The mailbox of that name; refused if there is none.</summary>
    public static MailboxTarget Named(string name) => new(name, MailboxRole.None);

    /// <summary>The mailbox of that role; INBOX if there is none, since a delivery has to end somewhere.</summary>
    public static MailboxTarget WithRole(MailboxRole role) => new(null, role);

    /// <summary>The mailbox of that id; INBOX if it is gone.</summary>
    public static MailboxTarget WithId(MailboxId id) => new(null, MailboxRole.Inbox, id);

    public MailboxEntry? Resolve(MailboxDirectory directory) =>
        Name is not null ? directory.Find(Name)
        : Id is { } id && directory.Find(id) is { } found ? found
        : directory.Find(Role) ?? directory.Find(MailboxRole.Inbox);
}
