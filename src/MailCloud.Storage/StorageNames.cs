namespace MailCloud.Storage;

/// <summary>The queues. Each has one beside it, with <see cref="Poison"/>, for what failed too often.</summary>
public static class QueueNames
{
    public const string Deliver = "deliver";
    public const string Send = "send";
    public const string Checkpoint = "checkpoint";
    public const string Reap = "reap";
    public const string Train = "train";
    public const string Index = "index";
    public const string Submit = "submit";

    /// <summary>What a queue's name is followed by in the name of the queue for its failures.</summary>
    public const string Poison = "-poison";

    internal static IEnumerable<string> All =>
        new[] { Deliver, Send, Checkpoint, Reap, Train, Index, Submit }.SelectMany(name => new[] { name, name + Poison });
}

internal static class TableNames
{
    public const string Accounts = "accounts";
    public const string References = "refs";
    public const string Graves = "graves";
    public const string Addresses = "addresses";
    public const string Domains = "domains";
    public const string Credentials = "credentials";
    public const string Beacon = "beacon";
    public const string Outbound = "outbound";
    public const string StsPolicies = "stspolicies";
    public const string TlsSessions = "tlssessions";
    public const string Greylist = "greylist";
    public const string Objects = "objects";

    public static readonly string[] All =
    [
        Accounts,
        References,
        Graves,
        Addresses,
        Domains,
        Credentials,
        Beacon,
        Outbound,
        StsPolicies,
        TlsSessions,
        Greylist,
        Objects,
    ];
}

internal static class ContainerNames
{
    public const string Messages = "messages";
    public const string Checkpoints = "checkpoints";
    public const string Archive = "archive";
    public const string Models = "models";
    public const string Indexes = "indexes";

    public const string Rendered = "rendered";

    public const string Uploads = "uploads";

    /// <summary>Keys of the webmail.</summary>
    public const string Keys = "keys";

    public static readonly string[] All = [Messages, Checkpoints, Archive, Models, Indexes, Rendered, Uploads, Keys];
}
