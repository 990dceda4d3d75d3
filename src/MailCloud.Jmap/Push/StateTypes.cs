using System.Collections.Frozen;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Objects;

namespace MailCloud.Jmap.Push;

/// <summary>The types whose changes clients are told of (RFC 8620 §7.1).</summary>
public static class StateTypes
{
    /// <summary>New mail, without all else that happens to Emails (RFC 8621 §1.5).</summary>
    public const string EmailDelivery = "EmailDelivery";

    /// <summary>The types that are mail; they have one state.</summary>
    public static IReadOnlyList<string> Mail { get; } = ["Email", "Mailbox", "Thread"];

    /// <summary>The types that are objects, by the kind they are kept under.</summary>
    public static FrozenDictionary<ObjectKind, string> Objects { get; } =
        ObjectTypes.All.ToFrozenDictionary(type => type.Kind, type => type.Name);

    public static FrozenSet<string> All { get; } = Mail.Append(EmailDelivery).Concat(Objects.Values).ToFrozenSet(StringComparer.Ordinal);
}
