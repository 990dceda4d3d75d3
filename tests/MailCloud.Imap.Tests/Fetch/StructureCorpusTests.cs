using System.Text;
using MailCloud.Imap.Tests.Session;
using MailCloud.Testing;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>
/// ENVELOPE and BODYSTRUCTURE of the corpora, held against what MimeKit says of the same messages to its own users. The two differ on purpose where a charset has
/// to be guessed, where text is no address or has no domain, in multiparts without parts, and in types that MimeKit looks into and IMAP does not.
/// </summary>
public class StructureCorpusTests
{
    private int same;
    private int different;

    [Fact]
    public async Task Envelopes_and_structures_are_those_that_MimeKit_sees()
    {
        var messages = Corpora.Messages().Select(file => file.Read()).ToList();
        await using var world = await ImapWorld.NewAsync();
        await world.AppendAsync(messages.Select(octets => new NewMail(octets)));

        var responses = FetchResponse.ReadAll(await world.RunInInboxAsync("FETCH 1:* (ENVELOPE BODYSTRUCTURE)"));

        foreach (var (octets, response) in messages.Zip(responses))
        {
            if (Load(octets) is not { } message)
                continue;
            using var _ = message;
            Compare(message, response.Envelope!);
            Compare(message, response.Structure!);
        }
        Assert.InRange(same, 7_500, int.MaxValue);
        Assert.InRange(different, 0, same / 100);
    }

    private void Compare(MimeMessage message, EnvelopeNode envelope)
    {
        Count(envelope.Subject is not { } subject || Rfc2047.DecodeText(Encoding.Latin1.GetBytes(subject)) == message.Subject);
        Count(envelope.MessageId is not { } id || MimeUtils.ParseMessageId(id) == message.MessageId);
        var addresses = (envelope.Lists[0] ?? []).Where(node => node.Host is not null).Select(node => $"{node.Mailbox}@{node.Host}");
        Count(addresses.SequenceEqual(message.From.Mailboxes.Select(mailbox => mailbox.Address), StringComparer.Ordinal));
    }

    private void Compare(MimeMessage message, BodyNode structure)
    {
        using var walk = new MimeIterator(message);
        while (walk.MoveNext())
        {
            var node = Find(structure, walk.PathSpecifier);
            Count(node is not null && walk.Current.ContentType.IsMimeType(node.Type, node.Subtype));
        }
    }

    private void Count(bool isSame)
    {
        if (isSame)
            same++;
        else
            different++;
    }

    /// <summary>The node of a part as MimeKit numbers it: 0 is the body of a message itself.</summary>
    private static BodyNode? Find(BodyNode root, string path)
    {
        BodyNode? node = root;
        foreach (var number in path.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
        {
            node = node?.Message ?? node;
            if (number > 0)
                node = number <= node?.Parts.Count ? node.Parts[number - 1] : null;
        }
        return node;
    }

    /// <summary>Null: MimeKit refuses the message, since it has no header.</summary>
    private static MimeMessage? Load(byte[] octets)
    {
        try
        {
            return MimeMessage.Load(new MemoryStream(octets));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
