using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Messages;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>What has to be read of a message for a property, besides its record, which is in memory. For anything the summary is.</summary>
[Flags]
internal enum EmailNeeds
{
    None = 0,
    Summary = 1,
    Header = 2,
    Parts = 4,
    PartHeaders = 8,
    Values = 16,
}

/// <summary>A property of an Email (RFC 8621 §4.1). Of a message that is in no mailbox those are null that come with one.</summary>
internal sealed record EmailProperty(string Name, EmailNeeds Needs, Func<EmailView, JsonNode?> Of)
{
    private static readonly FrozenDictionary<string, EmailProperty> Table = new EmailProperty[]
    {
        FromRecord("id", static view => view.Email is { } email ? JmapIds.Of(email.Id) : null),
        FromRecord("blobId", static view => view.Blob),
        FromRecord("mailboxIds", static view => view.Email is { } email ? EmailJsonValues.Set(email.Mailboxes.Select(JmapIds.Of)) : null),
        FromRecord("keywords", static view => view.Email is { } email ? EmailJsonValues.Set(email.Keywords) : null),
        FromRecord("receivedAt", static view => view.Email is { } email ? EmailJsonValues.UtcDate(email.Record.InternalDate) : null),
        new("threadId", EmailNeeds.None, static view => view.Email is { } email ? JmapIds.Of(email.ThreadId) : null),
        new("size", EmailNeeds.None, static view => view.Email is { } email ? email.Record.Size : view.Summary.Size),
        FromSummary("messageId", static (_, envelope) => EmailJsonValues.StringsOrNull(MessageIds.All(envelope.MessageId))),
        FromSummary("inReplyTo", static (_, envelope) => EmailJsonValues.StringsOrNull(MessageIds.All(envelope.InReplyTo))),
        FromSummary("references", static (summary, _) => EmailJsonValues.StringsOrNull(summary.References)),
        FromSummary("sender", static (_, envelope) => UnlessFrom(envelope.Sender, envelope)),
        FromSummary("replyTo", static (_, envelope) => UnlessFrom(envelope.ReplyTo, envelope)),
        FromSummary("from", static (_, envelope) => Addresses(envelope.From)),
        FromSummary("to", static (_, envelope) => Addresses(envelope.To)),
        FromSummary("cc", static (_, envelope) => Addresses(envelope.Cc)),
        FromSummary("bcc", static (_, envelope) => Addresses(envelope.Bcc)),
        FromSummary("subject", static (_, envelope) => envelope.Subject is { } subject ? HeaderForms.Text(subject) : null),
        FromSummary("sentAt", static (summary, _) => EmailJsonValues.Date(summary.SentDate)),
        FromSummary("hasAttachment", static (summary, _) => summary.HasAttachment),
        FromSummary("preview", static (summary, _) => summary.Preview),
        new("headers", EmailNeeds.Header, static view => view.Header.ToJson()),
        new("bodyStructure", EmailNeeds.Parts, static view => view.PartToJson(view.Root)),
        new("textBody", EmailNeeds.Parts, static view => view.PartsToJson(view.Lists.Text)),
        new("htmlBody", EmailNeeds.Parts, static view => view.PartsToJson(view.Lists.Html)),
        new("attachments", EmailNeeds.Parts, static view => view.PartsToJson(view.Lists.Attachments)),
        new("bodyValues", EmailNeeds.Values, static view => view.ValuesToJson()),
    }.ToFrozenDictionary(property => property.Name, StringComparer.Ordinal);

    private static readonly ImmutableArray<string> Metadata = ["id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt"];

    /// <summary>What a client of Email/parse gets that does not say what it wants.</summary>
    public static readonly ImmutableArray<string> DefaultsOfParse =
    [
        "messageId",
        "inReplyTo",
        "references",
        "sender",
        "from",
        "to",
        "cc",
        "bcc",
        "replyTo",
        "subject",
        "sentAt",
        "hasAttachment",
        "preview",
        "bodyValues",
        "textBody",
        "htmlBody",
        "attachments",
    ];

    /// <summary>The same for Email/get.</summary>
    public static readonly ImmutableArray<string> Defaults = [.. Metadata, .. DefaultsOfParse];

    /// <exception cref="MethodException">There is no such property.</exception>
    public static EmailProperty Parse(string name) =>
        Table.GetValueOrDefault(name)
        ?? (
            HeaderProperty.Parse(name) is { } header
                ? new EmailProperty(name, EmailNeeds.Header, view => header.Of(view.Header))
                : throw MethodException.InvalidArguments($"An Email has no property {name}.")
        );

    private static EmailProperty FromRecord(string name, Func<EmailView, JsonNode?> of) => new(name, EmailNeeds.None, of);

    private static EmailProperty FromSummary(string name, Func<MessageSummary, Envelope, JsonNode?> of) =>
        new(name, EmailNeeds.Summary, view => of(view.Summary, view.Summary.Envelope));

    /// <summary>A summary has From again where there is no such field, and does not tell that from a field that says the same.</summary>
    private static JsonArray? UnlessFrom(IReadOnlyList<EnvelopeAddress> addresses, Envelope envelope) =>
        Addresses(addresses.SequenceEqual(envelope.From) ? [] : addresses);

    /// <summary>Null, if the message has no such field.</summary>
    private static JsonArray? Addresses(IReadOnlyList<EnvelopeAddress> addresses) =>
        addresses.Count > 0 ? EmailJsonValues.Addresses(addresses) : null;
}
