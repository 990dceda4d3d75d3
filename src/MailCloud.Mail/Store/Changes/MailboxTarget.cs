namespace MailCloud.Mail.Store.Changes;

/// <summary>The mailbox that messages go to, found when the change is decided, so that a rename in between does no harm.</summary>
public readonly record struct MailboxTarget
{
    private MailboxTarget(string? name, MailboxRole role)
    {
        Name = name;
        Role = role;
    }

    public string? Name { get; }

    public MailboxRole Role { get; }

    public static readonly MailboxTarget Inbox = WithRole(MailboxRole.Inbox);

    /// <summary>The mailbox of that name; refused if there is none.</summary>
    public static MailboxTarget Named(string name) => new(name, MailboxRole.None);

    /// <summary>The mailbox of that role; INBOX if there is none, since a delivery has to end somewhere.</summary>
    public static MailboxTarget WithRole(MailboxRole role) => new(null, role);

    public MailboxEntry? Resolve(MailboxDirectory directory) =>
        Name is not null ? directory.Find(Name) : directory.Find(Role) ?? directory.Find(MailboxRole.Inbox);
}
