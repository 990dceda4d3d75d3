using System.Globalization;

namespace MailCloud.Mail.Store;

/// <summary>
/// A value of the account's one counter (RFC 7162 §3.1). Every change of an account takes the next numbers of it, so the counter is at once
/// MODSEQ, HIGHESTMODSEQ, UID, UIDVALIDITY, mailbox id, EMAILID and the JMAP state. It never goes back.
/// </summary>
public readonly record struct ModSeq(ulong Value) : IComparable<ModSeq>
{
    public static readonly ModSeq Zero;

    public int CompareTo(ModSeq other) => Value.CompareTo(other.Value);

    public static ModSeq operator +(ModSeq left, ulong right) => new(checked(left.Value + right));

    public static bool operator <(ModSeq left, ModSeq right) => left.Value < right.Value;

    public static bool operator >(ModSeq left, ModSeq right) => left.Value > right.Value;

    public static bool operator <=(ModSeq left, ModSeq right) => left.Value <= right.Value;

    public static bool operator >=(ModSeq left, ModSeq right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A message's unique identifier in its mailbox (RFC 9051 §2.3.1.1): the number of the event that put it there.</summary>
public readonly record struct Uid(uint Value) : IComparable<Uid>
{
    public int CompareTo(Uid other) => Value.CompareTo(other.Value);

    public static bool operator <(Uid left, Uid right) => left.Value < right.Value;

    public static bool operator >(Uid left, Uid right) => left.Value > right.Value;

    public static bool operator <=(Uid left, Uid right) => left.Value <= right.Value;

    public static bool operator >=(Uid left, Uid right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Identifies a mailbox for as long as it lives, across renames (RFC 8474 §4): the number of the event that created it.</summary>
public readonly record struct MailboxId(ulong Value)
{
    /// <summary>UIDVALIDITY (RFC 9051 §2.3.1.1). The same number: a mailbox deleted and made again has a higher one.</summary>
    public uint UidValidity => checked((uint)Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Identifies a message's immutable content in its account, across COPY and MOVE (RFC 8474 §5.1): the UID of its first append.</summary>
public readonly record struct EmailId(ulong Value);

/// <summary>Identifies a conversation (RFC 8474 §5.2): a hash of the id of the conversation's root, so that it needs no look-up.</summary>
public readonly record struct ThreadId(ulong Value);

/// <summary>Names an account: its primary address in canonical form. Never empty.</summary>
public readonly record struct AccountId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Identifies a pack: a version 7 UUID (RFC 9562 §5.7), so that its name tells the day it was written.</summary>
public readonly record struct PackId(Guid Value)
{
    public static PackId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public override string ToString() => Value.ToString("N");
}

/// <summary>Where a message's bytes are: <paramref name="Length"/> octets of a pack, from <paramref name="Offset"/> on.</summary>
public readonly record struct MessageReference(PackId Pack, long Offset, int Length);

/// <summary>Names one delivery to an account, so that a hand-off that happens twice appends once.</summary>
public readonly record struct DeliveryKey(string Value)
{
    public static DeliveryKey For(MessageReference message) => new($"{message.Pack}-{message.Offset:D}");
}
