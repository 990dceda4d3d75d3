using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>What Email/get and Email/parse are told besides which Emails (RFC 8621 §4.2 and §4.9).</summary>
public record EmailFetch
{
    /// <summary>Null: the default ones.</summary>
    public IReadOnlyList<string>? Properties { get; init; }

    /// <summary>The properties of body parts; null: the default ones.</summary>
    public IReadOnlyList<string>? BodyProperties { get; init; }

    public bool FetchTextBodyValues { get; init; }

    public bool FetchHTMLBodyValues { get; init; }

    public bool FetchAllBodyValues { get; init; }

    /// <summary>Octets of UTF-8; 0: each text whole.</summary>
    public int MaxBodyValueBytes { get; init; }
}

/// <summary>The properties that are wanted of Emails, and what has to be read for them.</summary>
internal sealed class EmailRequest
{
    private readonly ImmutableArray<EmailProperty> properties;

    /// <param name="always">A property that the client gets even if it does not ask for it (RFC 8620 §5.1).</param>
    /// <exception cref="MethodException">The client names a property that there is not.</exception>
    public EmailRequest(EmailFetch fetch, ImmutableArray<string> defaults, string? always = null)
    {
        if (fetch.MaxBodyValueBytes < 0)
            throw MethodException.InvalidArguments("maxBodyValueBytes is negative.");
        IEnumerable<string> named = fetch.Properties ?? defaults;
        if (always is not null)
            named = named.Prepend(always);
        properties = [.. named.Distinct(StringComparer.Ordinal).Select(EmailProperty.Parse)];
        IEnumerable<string> ofParts = fetch.BodyProperties ?? BodyPartProperty.Defaults;
        BodyProperties = [.. ofParts.Distinct(StringComparer.Ordinal).Select(BodyPartProperty.Parse)];
        Values = new BodyValues(fetch.FetchTextBodyValues, fetch.FetchHTMLBodyValues, fetch.FetchAllBodyValues, fetch.MaxBodyValueBytes);
        Needs = properties.Aggregate(EmailNeeds.None, (needs, property) => needs | property.Needs);
        if (Needs.HasFlag(EmailNeeds.Parts) && BodyProperties.Any(property => property.ReadsHeader))
            Needs |= EmailNeeds.PartHeaders;
    }

    public ImmutableArray<BodyPartProperty> BodyProperties { get; }

    public BodyValues Values { get; }

    public EmailNeeds Needs { get; }

    /// <summary>An Email of the account, out of its summary where that says enough.</summary>
    public async ValueTask<JsonObject> ReadAsync(Email email, IMailStore store, CancellationToken cancellationToken)
    {
        var record = email.Record;
        var summary = Needs == EmailNeeds.None ? null : await record.Summary.ReadAsync(cancellationToken);
        var octets = new MessageOctets(async (range, cancel) => await store.ReadContentAsync(record.Content, range, cancel));
        return await ReadAsync(new EmailView(email, BlobIds.Of(email.Id), summary, this, octets), cancellationToken);
    }

    /// <summary>A message that is in no mailbox.</summary>
    /// <param name="blob">Its id.</param>
    public ValueTask<JsonObject> ReadAsync(string blob, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var octets = new MessageOctets((range, _) => new(message.Slice((int)range.Offset, (int)range.Length)));
        return ReadAsync(new EmailView(email: null, blob, MessageParser.Parse(message.Span, blob), this, octets), cancellationToken);
    }

    private async ValueTask<JsonObject> ReadAsync(EmailView view, CancellationToken cancellationToken)
    {
        await view.ReadAsync(cancellationToken);
        var json = new JsonObject();
        foreach (var property in properties)
            json[property.Name] = property.Of(view);
        return json;
    }
}
