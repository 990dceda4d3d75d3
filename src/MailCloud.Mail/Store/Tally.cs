namespace MailCloud.Mail.Store;

/// <summary>What the directory counts of a mailbox (STATUS, RFC 9051 §6.3.11), and how a change moves it.</summary>
/// <param name="Messages">Messages.</param>
/// <param name="Unseen">Messages without <c>\Seen</c>.</param>
/// <param name="Deleted">Messages with <c>\Deleted</c>.</param>
/// <param name="Bytes">Octets of all messages.</param>
public readonly record struct Tally(int Messages, int Unseen, int Deleted, long Bytes)
{
    /// <summary>Octets of the messages with <c>\Deleted</c>.</summary>
    public long DeletedBytes { get; init; }

    public static Tally Of(in MessageRecord message) => Of(message.Flags, message.Size);

    public static Tally Of(MessageFlags flags, int size)
    {
        var isDeleted = (flags & MessageFlags.Deleted) != 0;
        return new(1, (flags & MessageFlags.Seen) == 0 ? 1 : 0, isDeleted ? 1 : 0, size) { DeletedBytes = isDeleted ? size : 0 };
    }

    public static Tally operator +(Tally left, Tally right) =>
        new(left.Messages + right.Messages, left.Unseen + right.Unseen, left.Deleted + right.Deleted, left.Bytes + right.Bytes)
        {
            DeletedBytes = left.DeletedBytes + right.DeletedBytes,
        };

    public static Tally operator -(Tally left, Tally right) =>
        new(left.Messages - right.Messages, left.Unseen - right.Unseen, left.Deleted - right.Deleted, left.Bytes - right.Bytes)
        {
            DeletedBytes = left.DeletedBytes - right.DeletedBytes,
        };
}
