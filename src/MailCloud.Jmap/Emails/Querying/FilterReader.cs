using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>
/// Reads a filter (RFC 8620 §5.5: <c>FilterOperator</c>, RFC 8621 §4.4.1: <c>FilterCondition</c>) into conditions. What a client can make us do for each message is
/// bounded here.
/// </summary>
internal sealed class FilterReader
{
    private const int MaxDepth = 30;
    private const int MaxConditions = 500;

    /// <summary>Words of all conditions together: each is compared with fields of each message.</summary>
    private const int MaxWords = 100;

    /// <summary>Each is compared with all text of each message.</summary>
    private const int MaxBodyWords = 20;

    private delegate EmailCondition Reader(FilterReader filter, JsonElement value);

    private static readonly FrozenDictionary<string, Reader> Properties = new Dictionary<string, Reader>(StringComparer.Ordinal)
    {
        ["inMailbox"] = static (_, value) => new InMailboxCondition(JmapIds.ParseMailbox(Text(value))),
        ["inMailboxOtherThan"] = static (_, value) => new OtherMailboxCondition(Mailboxes(value)),
        ["before"] = static (_, value) => Before(Date(value)),
        ["after"] = static (_, value) => After(Date(value)),
        ["minSize"] = static (_, value) => AtLeast(Number(value)),
        ["maxSize"] = static (_, value) => Below(Number(value)),
        ["allInThreadHaveKeyword"] = static (_, value) => new ThreadKeywordCondition(Keyword(value), all: true),
        ["someInThreadHaveKeyword"] = static (_, value) => new ThreadKeywordCondition(Keyword(value), all: false),
        ["noneInThreadHaveKeyword"] = static (_, value) => new NotCondition(new ThreadKeywordCondition(Keyword(value), all: false)),
        ["hasKeyword"] = static (_, value) => new KeywordCondition(Keyword(value)),
        ["notKeyword"] = static (_, value) => new NotCondition(new KeywordCondition(Keyword(value))),
        ["hasAttachment"] = static (_, value) => new AttachmentCondition(Flag(value)),
        ["text"] = static (filter, value) => filter.BodyWords(value, static word => new TextCondition(word, inHeaders: true)),
        ["body"] = static (filter, value) => filter.BodyWords(value, static word => new TextCondition(word, inHeaders: false)),
        ["subject"] = static (filter, value) => filter.Words(value, static word => new SubjectCondition(word)),
        ["from"] = static (filter, value) => filter.Words(value, static word => new AddressCondition(From, word)),
        ["to"] = static (filter, value) => filter.Words(value, static word => new AddressCondition(To, word)),
        ["cc"] = static (filter, value) => filter.Words(value, static word => new AddressCondition(Cc, word)),
        ["bcc"] = static (filter, value) => filter.Words(value, static word => new AddressCondition(Bcc, word)),
        ["header"] = static (filter, value) => filter.Header(value),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private int conditions;
    private int words;
    private int bodyWords;

    /// <param name="filter">Null, or JSON's: all Emails.</param>
    /// <exception cref="MethodException">It is no filter, or more than we take.</exception>
    public static EmailCondition Read(JsonElement? filter) =>
        filter is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given
            ? new FilterReader().Read(given, depth: 0)
            : new AndCondition([]);

    private EmailCondition Read(JsonElement filter, int depth)
    {
        if (depth > MaxDepth)
            throw MethodException.UnsupportedFilter($"Operators may be {MaxDepth} deep.");
        if (filter.ValueKind != JsonValueKind.Object)
            throw MethodException.InvalidArguments("A filter is an object.");
        if (filter.TryGetProperty("operator", out var name))
            return Operator(filter, Text(name), depth);
        var all = ImmutableArray.CreateBuilder<EmailCondition>();
        foreach (var property in filter.EnumerateObject())
        {
            Count();
            if (!Properties.TryGetValue(property.Name, out var reader))
                throw MethodException.UnsupportedFilter($"There is no condition {property.Name}.");
            all.Add(reader(this, property.Value));
        }
        return all.Count == 1 ? all[0] : new AndCondition(all.ToImmutable());
    }

    private EmailCondition Operator(JsonElement filter, string name, int depth)
    {
        if (
            !filter.TryGetProperty("conditions", out var list)
            || list.ValueKind != JsonValueKind.Array
            || filter.EnumerateObject().Any(property => property.Name is not ("operator" or "conditions"))
        )
            throw MethodException.InvalidArguments("An operator has conditions, and nothing else.");
        Count();
        ImmutableArray<EmailCondition> all = [.. list.EnumerateArray().Select(condition => Read(condition, depth + 1))];
        return name switch
        {
            "AND" => new AndCondition(all),
            "OR" => new OrCondition(all),
            "NOT" => new NotCondition(new OrCondition(all)),
            _ => throw MethodException.UnsupportedFilter($"There is no operator {name}."),
        };
    }

    private AndCondition Words(JsonElement value, Func<string, EmailCondition> condition)
    {
        ImmutableArray<string> all = [.. SearchWords.Of(Text(value))];
        words += all.Length;
        if (words > MaxWords || all.Any(word => word.Length > TextQuery.MaxLength))
            throw MethodException.UnsupportedFilter($"At most {MaxWords} words of {TextQuery.MaxLength} letters can be looked for.");
        return new AndCondition([.. all.Select(condition)]);
    }

    private AndCondition BodyWords(JsonElement value, Func<string, EmailCondition> condition)
    {
        bodyWords += SearchWords.Of(Text(value)).Take(MaxBodyWords + 1).Count();
        return bodyWords <= MaxBodyWords
            ? Words(value, condition)
            : throw MethodException.UnsupportedFilter($"At most {MaxBodyWords} words can be looked for in bodies.");
    }

    private HeaderCondition Header(JsonElement value)
    {
        List<string> parts = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)] : [];
        words++;
        if (parts.Count is not (1 or 2))
            throw MethodException.InvalidArguments("header is a field's name, and maybe a text.");
        if (words > MaxWords || parts.Exists(part => part.Length > TextQuery.MaxLength))
            throw MethodException.UnsupportedFilter($"At most {MaxWords} words of {TextQuery.MaxLength} letters can be looked for.");
        return new HeaderCondition(parts[0], parts is [_, var wanted] ? wanted : "");
    }

    private void Count()
    {
        if (++conditions > MaxConditions)
            throw MethodException.UnsupportedFilter($"A filter may have {MaxConditions} conditions.");
    }

    private static RecordCondition Before(DateTimeOffset time) => new((in MessageRecord message) => message.InternalDate < time);

    private static RecordCondition After(DateTimeOffset time) => new((in MessageRecord message) => message.InternalDate >= time);

    private static RecordCondition AtLeast(long octets) => new((in MessageRecord message) => message.Size >= octets);

    private static RecordCondition Below(long octets) => new((in MessageRecord message) => message.Size < octets);

    private static IReadOnlyList<EnvelopeAddress> From(Envelope envelope) => envelope.From;

    private static IReadOnlyList<EnvelopeAddress> To(Envelope envelope) => envelope.To;

    private static IReadOnlyList<EnvelopeAddress> Cc(Envelope envelope) => envelope.Cc;

    private static IReadOnlyList<EnvelopeAddress> Bcc(Envelope envelope) => envelope.Bcc;

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw MethodException.InvalidArguments("A filter has something else than a text.");

    private static string Keyword(JsonElement value) => Text(value).ToLowerInvariant();

    private static bool Flag(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw MethodException.InvalidArguments("A filter has something else than true or false.");

    private static long Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw MethodException.InvalidArguments("A filter has something else than a number.");

    private static DateTimeOffset Date(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)
            ? time
            : throw MethodException.InvalidArguments("A filter has something else than a date.");

    private static FrozenSet<MailboxId> Mailboxes(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(id => JmapIds.ParseMailbox(Text(id))).OfType<MailboxId>().ToFrozenSet()
            : throw MethodException.InvalidArguments("inMailboxOtherThan is a list.");
}
