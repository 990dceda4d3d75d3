using System.Text;
using CsCheck;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Tests.Content;

/// <summary>What a check of content is shown, and what becomes of what it says.</summary>
public class ContentCheckTests
{
    private const string Header = "Subject: hello\r\nDate: today\r\n\r\n";
    private const string Body = "Received: is text here\r\n\r\nHello.\r\n";

    [Theory]
    [InlineData(Header, Body)]
    [InlineData(Header, "")]
    [InlineData("Subject: without an end\r\n", "")]
    [InlineData("\r\n", "Hello.\r\n")]
    [InlineData("", "Hello, no field\r\n\r\nSubject: text\r\n")]
    public Task It_sees_the_header_whole_and_then_the_body_however_the_message_is_cut(string header, string body) =>
        Gen.Int[1, 40]
            .Array[1, 10]
            .SampleAsync(
                async cuts =>
                {
                    var check = new Watcher();
                    var reply = await SendAsync(check, header + body, cuts);
                    Assert.StartsWith("250 ", reply);
                    Assert.Equal((header, body), (check.Header, check.Body));
                },
                iter: 50
            );

    [Fact]
    public async Task A_refusal_is_the_reply_and_keeps_nothing()
    {
        var world = await SmtpWorld.CreateAsync();
        var refusing = new Watcher { Verdict = new Verdict(new SmtpReply(550, "5.7.1", "Not this")) };
        var behind = new Watcher();
        Assert.Equal("550 5.7.1 Not this", await SendAsync(world, [refusing, behind], Header + Body, [1000]));
        Assert.Empty(world.Spool.Messages);
        Assert.Equal((true, false), (refusing.WasAsked, behind.WasAsked));
        Assert.Equal((0, 0), (refusing.Open, behind.Open));
    }

    [Fact]
    public async Task What_checks_find_stands_in_front_in_their_order()
    {
        var world = await SmtpWorld.CreateAsync();
        var first = new Watcher { Verdict = new Verdict(Fields: "X-First: 1\r\n") };
        var second = new Watcher { Verdict = new Verdict(Fields: "X-Second: 2\r\n") };
        await SendAsync(world, [first, second], Header + Body, [1000]);
        var message = Assert.Single(world.Spool.Messages);
        Assert.StartsWith("Return-Path: <carol@example.net>\r\nX-First: 1\r\nX-Second: 2\r\nReceived: from ", message.Fields);
        Assert.Equal("X-First: 1\r\n", second.Before?.Fields);
    }

    [Fact]
    public async Task A_message_that_is_refused_for_its_size_is_not_judged()
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { MaxMessageOctets = 40 });
        var check = new Watcher();
        Assert.StartsWith("552 5.3.4 ", await SendAsync(world, [check], Header + Body, [10]));
        Assert.False(check.WasAsked);
        Assert.Equal(0, check.Open);
    }

    private static async Task<string?> SendAsync(Watcher check, string message, int[] cuts) =>
        await SendAsync(await SmtpWorld.CreateAsync(), [check], message, cuts);

    private static async Task<string?> SendAsync(SmtpWorld world, IContentCheck[] checks, string message, int[] cuts)
    {
        var talk = world.With([.. checks]).Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>");
        var octets = Encoding.Latin1.GetBytes(message);
        await talk.Client.SendAsync($"BDAT {octets.Length} LAST\r\n");
        for (int from = 0, i = 0; from < octets.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], octets.Length - from);
            await talk.Client.SendAsync(octets.AsMemory(from, length));
            from += length;
        }
        return await talk.ReplyAsync();
    }

    /// <summary>Notes what it is shown, and says what the test wants.</summary>
    private sealed class Watcher : IContentCheck
    {
        private readonly StringBuilder header = new();
        private readonly StringBuilder body = new();

        public Verdict Verdict { get; init; } = Verdict.Accept;

        public string Header => header.ToString();

        public string Body => body.ToString();

        public bool WasAsked => Before is not null;

        /// <summary>What the checks before it had found.</summary>
        public Verdict? Before { get; private set; }

        /// <summary>Inspections begun and not disposed.</summary>
        public int Open { get; private set; }

        public IContentInspection Begin(Client client, ReversePath reversePath)
        {
            Open++;
            return new Inspection(this);
        }

        private sealed class Inspection(Watcher watcher) : IContentInspection
        {
            public void Header(ReadOnlyMemory<byte> header) => watcher.header.Append(Encoding.Latin1.GetString(header.Span));

            public void Body(ReadOnlySpan<byte> octets) => watcher.body.Append(Encoding.Latin1.GetString(octets));

            public ValueTask<Verdict> CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken)
            {
                watcher.Before = message.Verdict;
                return new(watcher.Verdict);
            }

            public void Dispose() => watcher.Open--;
        }
    }
}
