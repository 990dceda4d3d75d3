using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>A message with all that has been read of it, as the properties of an Email see it.</summary>
/// <param name="email">Null: the message is in no mailbox.</param>
/// <param name="blob">The id of the whole message.</param>
/// <param name="summary">Null: nothing that was asked for needs it.</param>
internal sealed class EmailView(Email? email, string blob, MessageSummary? summary, EmailRequest request, MessageOctets octets)
{
    private NumberedPart? root;
    private BodyLists? lists;
    private ImmutableArray<(NumberedPart Part, ByteRange Range)> wantedValues;

    public Email? Email => email;

    public string Blob => blob;

    public MessageSummary Summary => summary ?? throw new InvalidOperationException("The summary was not asked for.");

    public NumberedPart Root => root ??= NumberedPart.Root(Summary.Body);

    public BodyLists Lists => lists ??= new BodyLists(Root);

    /// <summary>The message's header, or the beginning of a very long one.</summary>
    public HeaderFields Header => new(octets[HeaderRange(Summary.Body)], SearchedText.CharsetOf(Summary));

    public HeaderFields HeaderOf(NumberedPart part) => new(octets[HeaderRange(part.Part)], SearchedText.CharsetOf(Summary));

    /// <summary>The id of a part's content (<see cref="Core.Blobs.BlobIds"/>); a message inside another one is a part, too.</summary>
    public string BlobOf(string part) => $"{blob}{(blob.Contains('-', StringComparison.Ordinal) ? '_' : '-')}{part.Replace('.', '_')}";

    /// <summary>Reads what of the octets is needed.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (summary is not null)
            await octets.ReadAsync([.. WantedRanges()], cancellationToken);
    }

    public JsonNode PartToJson(NumberedPart part)
    {
        var json = new JsonObject();
        foreach (var property in request.BodyProperties)
            json[property.Name] = property.Of(part, this);
        // The structure would be none without them, whatever else was asked for.
        if (part.Part.IsMultipart)
            json.TryAdd(BodyPartProperty.SubParts, PartsToJson(part.Parts));
        return json;
    }

    public JsonNode PartsToJson(IEnumerable<NumberedPart> parts) => new JsonArray([.. parts.Select(PartToJson)]);

    public JsonNode ValuesToJson()
    {
        var values = new JsonObject();
        foreach (var (part, range) in WantedValues())
            values[part.Id!] = request.Values.ToJson(part, octets[range].Span);
        return values;
    }

    private ImmutableArray<(NumberedPart Part, ByteRange Range)> WantedValues()
    {
        if (wantedValues.IsDefault)
            wantedValues = [.. request.Values.Of(Root, Lists).Select(part => (part, request.Values.RangeOf(part)))];
        return wantedValues;
    }

    private IEnumerable<ByteRange> WantedRanges()
    {
        if (request.Needs.HasFlag(EmailNeeds.Header))
            yield return HeaderRange(Summary.Body);
        if (request.Needs.HasFlag(EmailNeeds.PartHeaders))
            foreach (var part in Root.All())
                yield return HeaderRange(part.Part);
        if (request.Needs.HasFlag(EmailNeeds.Values))
            foreach (var (_, range) in WantedValues())
                yield return range;
    }

    private static ByteRange HeaderRange(BodyPart part) => part.Header with { Length = Math.Min(part.Header.Length, SummaryLimits.Header) };
}
