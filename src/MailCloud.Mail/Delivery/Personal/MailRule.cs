using System.Globalization;
using System.Text.Json.Serialization;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>What a user wants done with certain messages as they are delivered. Kept as JSON, which is what the page sees.</summary>
public sealed record MailRule
{
    public static readonly ObjectKind Kind = new("rule");

    /// <summary>Addresses to which an account's rules forward, all together: each message that somebody sends us may become as many.</summary>
    public const int MaxForwards = 5;

    public string Name { get; set; } = "";

    public bool IsEnabled { get; set; } = true;

    /// <summary>Rules are looked at in the order of these, and of their ids where they are the same.</summary>
    public long SortOrder { get; set; }

    public RuleMatch Match { get; set; }

    /// <summary>No condition at all is met by every message that <see cref="RuleMatch.All"/> asks it of.</summary>
    public IReadOnlyList<RuleCondition> Conditions { get; set; } = [];

    public RuleActions Actions { get; set; } = new();
}

/// <summary>How many of its conditions a rule wants met.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleMatch>))]
public enum RuleMatch
{
    [JsonStringEnumMemberName("all")]
    All,

    [JsonStringEnumMemberName("any")]
    Any,
}

/// <summary>What a condition looks at.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleField>))]
public enum RuleField
{
    /// <summary>Names and addresses of the field From.</summary>
    [JsonStringEnumMemberName("from")]
    From,

    [JsonStringEnumMemberName("to")]
    To,

    [JsonStringEnumMemberName("cc")]
    Cc,

    [JsonStringEnumMemberName("subject")]
    Subject,

    /// <summary>The mailing list's name (RFC 2919 §2).</summary>
    [JsonStringEnumMemberName("list")]
    List,

    /// <summary>Any of those above.</summary>
    [JsonStringEnumMemberName("any")]
    Any,

    /// <summary>The message's size in octets.</summary>
    [JsonStringEnumMemberName("size")]
    Size,
}

/// <summary>What a condition wants to find there. Upper and lower case are the same.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleTest>))]
public enum RuleTest
{
    [JsonStringEnumMemberName("contains")]
    Contains,

    /// <summary>The whole text, an address or a name is the value.</summary>
    [JsonStringEnumMemberName("is")]
    Is,

    [JsonStringEnumMemberName("larger")]
    Larger,

    [JsonStringEnumMemberName("smaller")]
    Smaller,
}

/// <param name="Value">Text, or a number of octets.</param>
public sealed record RuleCondition(RuleField Field, RuleTest Test, [property: JsonConverter(typeof(TextOrNumberConverter))] string Value)
{
    [JsonIgnore]
    public long? Octets => long.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : null;

    /// <summary>Whether field, test and value go together.</summary>
    [JsonIgnore]
    public bool IsSound =>
        Field is RuleField.Size
            ? Test is RuleTest.Larger or RuleTest.Smaller && Octets is not null
            : Test is RuleTest.Contains or RuleTest.Is && !string.IsNullOrWhiteSpace(Value);
}

/// <summary>What is done with a message that a rule is about.</summary>
public sealed record RuleActions
{
    /// <summary>Where it goes, as the API calls mailboxes; null: the rule does not say.</summary>
    public string? MailboxId { get; set; }

    public IReadOnlyList<string> AddKeywords { get; set; } = [];

    public bool MarkSeen { get; set; }

    public bool Star { get; set; }

    /// <summary>It goes to Trash.</summary>
    public bool Discard { get; set; }

    /// <summary>An address that gets a copy; null: none.</summary>
    public string? ForwardTo { get; set; }

    /// <summary>Rules behind this one are not looked at.</summary>
    public bool Stop { get; set; }

    /// <summary>Null: the rule names none, or something that is none.</summary>
    [JsonIgnore]
    public MailboxId? Mailbox =>
        MailboxId is ['F', .. var digits] && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new MailboxId(number)
            : null;
}
