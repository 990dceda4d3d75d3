using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Reads the two properties that are sets (RFC 8621 §4.1.1): <c>{"$seen": true}</c>.</summary>
internal static class PropertySets
{
    public const string Keywords = "keywords";

    public const string MailboxIds = "mailboxIds";

    private const int MaxKeyword = 255;

    private static readonly SearchValues<char> KeywordLetters = SearchValues.Create([
        .. Enumerable.Range(0x21, 0x7E - 0x20).Select(letter => (char)letter).Except("(){]%*\"\\"),
    ]);

    /// <summary>Keywords as flags and keywords of IMAP. Null: there are none.</summary>
    /// <exception cref="SetFailure">It is no set of keywords.</exception>
    public static (MessageFlags Flags, ImmutableArray<string> Keywords) ReadKeywords(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Null } set ? Split(Members(set, Keywords).Select(KeywordOf)) : (MessageFlags.None, []);

    /// <exception cref="SetFailure">It is no set of mailboxes, or an empty one, or has one that is not there.</exception>
    public static ImmutableHashSet<MailboxId> ReadMailboxes(JsonElement? value, AccountState state, MethodCall call)
    {
        if (value is not { } set)
            throw SetFailure.Invalid("An Email is in a mailbox.", MailboxIds);
        var mailboxes = Members(set, MailboxIds).Select(id => MailboxOf(id, state, call)).ToImmutableHashSet();
        return mailboxes.IsEmpty ? throw SetFailure.Invalid("An Email is in a mailbox.", MailboxIds) : mailboxes;
    }

    /// <summary>Parts keywords into those that are flags in IMAP, and the others.</summary>
    public static (MessageFlags Flags, ImmutableArray<string> Keywords) Split(IEnumerable<string> keywords)
    {
        var flags = MessageFlags.None;
        var others = ImmutableArray.CreateBuilder<string>();
        foreach (var keyword in keywords.Distinct(StringComparer.Ordinal))
            if (EmailKeywords.FlagOf(keyword) is not MessageFlags.None and var flag)
                flags |= flag;
            else
                others.Add(keyword);
        return (flags, others.ToImmutable());
    }

    /// <summary>A keyword in lower case.</summary>
    /// <exception cref="SetFailure">It is none.</exception>
    public static string KeywordOf(string text) =>
        text.Length is > 0 and <= MaxKeyword && !text.AsSpan().ContainsAnyExcept(KeywordLetters)
            ? text.ToLowerInvariant()
            : throw SetFailure.Invalid($"\"{text}\" is no keyword.", Keywords);

    /// <exception cref="SetFailure">There is no such mailbox.</exception>
    public static MailboxId MailboxOf(string id, AccountState state, MethodCall call) =>
        call.Resolve(id) is { } known && JmapIds.ParseMailbox(known) is { } mailbox && state.Directory.Find(mailbox) is not null
            ? mailbox
            : throw SetFailure.Invalid($"There is no mailbox {id}.", MailboxIds);

    private static IEnumerable<string> Members(JsonElement set, string property)
    {
        if (set.ValueKind != JsonValueKind.Object)
            throw SetFailure.Invalid("It is no set.", property);
        foreach (var member in set.EnumerateObject())
            yield return member.Value.ValueKind == JsonValueKind.True
                ? member.Name
                : throw SetFailure.Invalid("What is in a set has the value true.", property);
    }
}
