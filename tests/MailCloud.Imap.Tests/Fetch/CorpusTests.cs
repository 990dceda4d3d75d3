using System.Text;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Messages;
using MailCloud.Testing;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>FETCH of every message of the corpora: what is odd there must not be odd on the wire.</summary>
public class CorpusTests
{
    private const int Batch = 100;

    [Fact]
    public async Task Every_envelope_and_structure_is_what_the_grammar_allows_and_the_summary_says()
    {
        var messages = Corpora.Messages().Select(file => file.Read()).ToList();
        await using var world = await ImapWorld.NewAsync();
        await world.AppendAsync(messages.Select(octets => new NewMail(octets)));

        var responses = FetchResponse.ReadAll(await world.RunInInboxAsync("FETCH 1:* (ENVELOPE BODY BODYSTRUCTURE)"));

        Assert.Equal(messages.Count, responses.Count);
        foreach (var (octets, response) in messages.Zip(responses))
        {
            var summary = MessageParser.Parse(octets, "");
            CheckEnvelope(summary.Envelope, response.Envelope!);
            CheckBody(summary.Body, response.Body!);
            CheckBody(summary.Body, response.Structure!);
        }
    }

    [Fact]
    public async Task Every_section_has_the_octets_that_the_summary_says()
    {
        foreach (var batch in Corpora.Messages().Chunk(Batch))
        {
            await using var world = await ImapWorld.NewAsync();
            var messages = batch.Select(file => file.Read()).ToList();
            await world.AppendAsync(messages.Select(octets => new NewMail(octets)));
            var expected = messages.ConvertAll(SectionsOf);

            var output = await world.RunInInboxAsync(
                expected.Select((sections, index) => $"FETCH {index + 1} ({string.Join(' ', sections.Select(section => section.Item))})")
            );

            var responses = FetchResponse.ReadAll(output);
            Assert.Equal(messages.Count, responses.Count);
            foreach (var (sections, response) in expected.Zip(responses))
            {
                Assert.Equal(sections.Count, response.Sections.Count);
                foreach (var (_, name, octets) in sections)
                    Assert.Equal(octets, response.Sections[name]);
            }
        }
    }

    private static void CheckEnvelope(Envelope expected, EnvelopeNode actual)
    {
        Assert.Equal(expected.Date is { } date ? HeaderText.ToAscii(date) : null, actual.Date);
        Assert.Equal(expected.Subject is { } subject ? HeaderText.ToAscii(subject) : null, actual.Subject);
        IReadOnlyList<EnvelopeAddress>[] lists = [expected.From, expected.Sender, expected.ReplyTo, expected.To, expected.Cc, expected.Bcc];
        foreach (var (addresses, nodes) in lists.Zip(actual.Lists))
        {
            Assert.NotEqual(0, nodes?.Count);
            Assert.Equal(addresses.Count, nodes?.Count ?? 0);
            // A group's members end before the list does.
            Assert.Equal(
                nodes?.Count(node => node is { Host: null, Mailbox: not null }) ?? 0,
                nodes?.Count(node => node is { Host: null, Mailbox: null }) ?? 0
            );
        }
    }

    private static void CheckBody(BodyPart expected, BodyNode actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Subtype, actual.Subtype);
        Assert.Equal(expected.Parts.Count, actual.Parts.Count);
        foreach (var (part, node) in expected.Parts.Zip(actual.Parts))
            CheckBody(part, node);
        if (expected.IsMultipart)
            return;
        Assert.Equal(expected.Body.Length, actual.Size);
        Assert.Equal(expected.Subtype is "global" ? 0 : expected.Lines, actual.Lines);
        if (expected is { Subtype: "rfc822", Message: { } message })
        {
            CheckEnvelope(message.Envelope, actual.Envelope!);
            CheckBody(message.Body, actual.Message!);
        }
    }

    /// <summary>What to ask for, how the answer names it, and what it has to be.</summary>
    private static List<(string Item, string Name, string? Octets)> SectionsOf(byte[] message)
    {
        var summary = MessageParser.Parse(message, "");
        var header = Text(message, summary.Body.Header);
        List<(string, string, string?)> sections =
        [
            ("BODY.PEEK[]", "", Text(message, new ByteRange(0, message.Length))),
            ("BODY.PEEK[HEADER]", "HEADER", header),
            ("BODY.PEEK[TEXT]", "TEXT", Text(message, summary.Body.Body)),
            ("BODY.PEEK[HEADER.FIELDS.NOT (X-None-Has-This)]", "HEADER.FIELDS.NOT (X-None-Has-This)", header),
            ("BODY.PEEK[99]", "99", null),
        ];
        foreach (var (number, part) in Parts(summary.Body, "").Take(20))
        {
            var body = Text(message, part.Body);
            var (origin, count) = (body.Length / 3, (body.Length / 2) + 1);
            sections.Add(($"BODY.PEEK[{number}]", number, body));
            sections.Add(
                ($"BODY.PEEK[{number}]<{origin}.{count}>", $"{number}<{origin}>", body[origin..Math.Min(origin + count, body.Length)])
            );
            sections.Add(($"BODY.PEEK[{number}.MIME]", $"{number}.MIME", Text(message, part.Header)));
            sections.Add(
                ($"BODY.PEEK[{number}.TEXT]", $"{number}.TEXT", part.Message is { } inner ? Text(message, inner.Body.Body) : null)
            );
        }
        return sections;
    }

    /// <summary>The numbered parts (RFC 9051 §6.4.5.1), by a walk of its own.</summary>
    private static IEnumerable<(string Number, BodyPart Part)> Parts(BodyPart body, string prefix)
    {
        var children = body.IsMultipart ? body.Parts : [body];
        for (var i = 0; i < children.Count; i++)
        {
            var number = $"{prefix}{i + 1}";
            yield return (number, children[i]);
            var inside =
                children[i].Message is { } message ? Parts(message.Body, number + ".")
                : children[i].IsMultipart ? Parts(children[i], number + ".")
                : [];
            foreach (var part in inside)
                yield return part;
        }
    }

    private static string Text(byte[] message, ByteRange range) => Encoding.Latin1.GetString(message, (int)range.Offset, (int)range.Length);
}
