using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;

namespace MailCloud.Outbound.Tests;

/// <summary>Messages and recipients for tests.</summary>
internal static class Letters
{
    public const string Text = "Subject: Greetings\r\n\r\nHello.\r\n";

    public static EnvelopeRecipient To(string address) => new(AddressOf(address));

    public static Address AddressOf(string address)
    {
        var at = address.LastIndexOf('@');
        return new Address(address[..at], address[(at + 1)..]);
    }

    /// <summary>A message of alice@example.com. Characters of the text are octets.</summary>
    public static OutboundMessage Message(string text = Text, Func<SmtpEnvelope, SmtpEnvelope>? with = null)
    {
        var envelope = new SmtpEnvelope(AddressOf("alice@example.com"), [To("bob@example.net")]);
        return new OutboundMessage("message-1", with?.Invoke(envelope) ?? envelope, new TextContent(Encoding.Latin1.GetBytes(text)));
    }

    /// <summary>Content in memory.</summary>
    private sealed class TextContent(byte[] octets) : IOutboundContent
    {
        public long Length => octets.Length;

        public bool HasEightBit => !Ascii.IsValid(octets);

        public bool HasEightBitHeader =>
            !Ascii.IsValid(octets.AsSpan(0, octets.AsSpan().IndexOf("\r\n\r\n"u8) is >= 0 and var end ? end : octets.Length));

        public async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken) =>
            await destination.WriteAsync(octets, cancellationToken);
    }

    /// <summary>Content that storage gives out only in part.</summary>
    public sealed class BrokenContent : IOutboundContent
    {
        public long Length => 1000;

        public bool HasEightBit => false;

        public bool HasEightBitHeader => false;

        public async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
        {
            destination.Write("Subject: half\r\n"u8);
            await destination.FlushAsync(cancellationToken);
            throw new StoreUnavailableException("Storage fails, as the test wants it to.");
        }
    }

    public static ImmutableArray<EnvelopeRecipient> All(params string[] addresses) => [.. addresses.Select(To)];
}
