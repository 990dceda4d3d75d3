using System.Net;
using System.Text;
using MailCloud.Mail.Delivery;
using MailCloud.Smtp.Checks;
using MailCloud.Spam.Features;
using MailCloud.Spam.Filter;
using MailCloud.Testing;

namespace MailCloud.Smtp.Tests.Checks;

/// <summary>What the filter is shown, and what becomes of its judgement.</summary>
public class SpamCheckTests
{
    private const string Message = "Subject: hello\r\n\r\nHello.\r\n";

    [Fact]
    public async Task Spam_goes_to_Junk_and_says_why()
    {
        var message = await SendAsync(new FixedFilter(5, "subject \"free\""), Message);
        Assert.Equal(Disposition.Junk, message.Envelope.Disposition);
        Assert.Contains("\r\nX-Spam-Status: Yes, score=5.0 required=3.0; subject \"free\"\r\n", message.Fields);
    }

    [Fact]
    public async Task Ham_goes_to_the_inbox()
    {
        var message = await SendAsync(new FixedFilter(-2), Message);
        Assert.Equal(Disposition.Inbox, message.Envelope.Disposition);
        Assert.Contains("\r\nX-Spam-Status: No, score=-2.0 required=3.0\r\n", message.Fields);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task The_filter_sees_the_beginning_whatever_the_length(int bodyLength)
    {
        var filter = new FixedFilter(0);
        var message = "Subject: hello\r\n\r\n" + new string('x', bodyLength);
        await SendAsync(filter, message);
        Assert.Equal(message[..Math.Min(message.Length, MessageFeatures.MaxOctets)], filter.Seen);
    }

    [Fact]
    public async Task A_welcome_client_is_not_judged()
    {
        var message = await SendAsync(new FixedFilter(5), Message, welcome: true);
        Assert.DoesNotContain("X-Spam-Status", message.Fields);
        Assert.Equal(Disposition.Inbox, message.Envelope.Disposition);
    }

    private static async Task<MemorySpoolMessage> SendAsync(ISpamFilter filter, string message, bool welcome = false)
    {
        var world = await SmtpWorld.CreateAsync(
            SmtpWorld.MxOptions with
            {
                WelcomeNetworks = welcome ? [IPNetwork.Parse("192.0.2.0/24")] : [],
            }
        );
        var talk = world.With(new SpamCheck(filter)).Connect(from: new IPEndPoint(IPAddress.Parse("192.0.2.1"), 25000));
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>");
        await talk.Client.SendAsync($"BDAT {message.Length} LAST\r\n{message}");
        Assert.StartsWith("250 ", await talk.ReplyAsync());
        return Assert.Single(world.Spool.Messages);
    }

    /// <summary>Has made up its mind.</summary>
    private sealed class FixedFilter(float score, params string[] reasons) : ISpamFilter
    {
        public string Seen { get; private set; } = "";

        public SpamVerdict Score(ReadOnlyMemory<byte> prefix, SenderFacts facts)
        {
            Seen = Encoding.ASCII.GetString(prefix.Span);
            return new SpamVerdict(score, 3, [.. reasons]);
        }
    }
}
