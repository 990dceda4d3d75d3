using System.Buffers;

namespace MailCloud.Mail.Messages;

/// <summary>
/// Whom a message says it is from: its From fields (RFC 5322 §3.6.2), read apart from the others, so that nothing else in a header can crowd them out.
/// </summary>
/// <param name="Count">How many fields there are; one, in a message that is in order.</param>
/// <param name="Addresses">The addresses, without the names of groups.</param>
/// <param name="IsReadable">Whether every address has a local part and a domain, and there is one in each field. If not, nobody can say who the author is.</param>
public sealed record AuthorFields(int Count, IReadOnlyList<EnvelopeAddress> Addresses, bool IsReadable)
{
    private const string Name = "From";

    /// <summary>More octets of From than that are not read at all: half of a list would name half of the authors.</summary>
    private const int MaxOctets = 16 * 1024;

    /// <param name="header">A header, with or without the blank line that ends it.</param>
    public static AuthorFields Read(ReadOnlySpan<byte> header)
    {
        var count = 0;
        var octets = new ArrayBufferWriter<byte>();
        foreach (var field in new HeaderBlock(header))
        {
            if (!field.Is(Name))
                continue;
            count++;
            octets.Write(field.Bytes[..Math.Min(field.Bytes.Length, MaxOctets + 1)]);
            if (octets.WrittenCount > MaxOctets)
                return new AuthorFields(count, [], IsReadable: false);
        }
        if (count == 0)
            return new AuthorFields(0, [], IsReadable: true);
        var addresses = MessageParser
            .Parse(octets.WrittenSpan, "authors")
            .Envelope.From.Where(address => address.Host is not null)
            .ToList();
        return new AuthorFields(count, addresses, addresses.Count > 0 && addresses.All(IsComplete));
    }

    private static bool IsComplete(EnvelopeAddress address) => address is { Mailbox.Length: > 0, Host.Length: > 0 };
}
