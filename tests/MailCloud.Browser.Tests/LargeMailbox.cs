using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Browser.Tests;

/// <summary>Fills an INBOX past what anybody wants to send: put into storage directly, a thousand messages in a pack.</summary>
internal static class LargeMailbox
{
    private const int PackMessages = 1_000;

    private static readonly DateTimeOffset First = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Message n (from 1 on) is called <c>Message n</c> and is a conversation of its own; the last one is the newest.</summary>
    public static async Task FillAsync(string storage, string account, int count)
    {
        await using var mail = new MailStorage(
            StorageConnection.FromConnectionString(storage),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        foreach (var numbers in Enumerable.Range(1, count).Chunk(PackMessages))
            await AppendAsync(mail.Store, new AccountId(account), numbers);
    }

    private static async Task AppendAsync(IMailStore store, AccountId account, int[] numbers)
    {
        var texts = numbers.Select(Text).ToList();
        await using var writer = store.BeginMessage();
        foreach (var text in texts)
            await writer.WriteAsync(text, Cancel);
        var pack = await writer.CompleteAsync(default, Cancel);
        var messages = ImmutableArray.CreateBuilder<NewMessage>(numbers.Length);
        var offset = pack.Offset;
        foreach (var (number, text) in numbers.Zip(texts))
        {
            var summary = MessageParser.Parse(text, DeliveryKey.For(pack with { Offset = offset }).Value);
            var content = pack with { Offset = offset, Length = text.Length };
            messages.Add(
                new NewMessage(content, FlagsOf(number), [], At(number).ToUnixTimeSeconds(), summary.ThreadId, new ParsedSummary(summary))
            );
            offset += text.Length;
        }
        await store.AddReferencesAsync(
            pack.Pack,
            [.. messages.Select(message => new PackReference(account, message.Content.Offset))],
            Cancel
        );
        var result = await store.CommitAsync(account, new AppendMessages(MailboxTarget.Inbox, messages.ToImmutable()), Cancel);
        Assert.Null(result.Refusal);
    }

    private static MessageFlags FlagsOf(int number) => number % 3 == 0 ? MessageFlags.None : MessageFlags.Seen;

    private static DateTimeOffset At(int number) => First.AddMinutes(number);

    private static byte[] Text(int number) =>
        Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"From: Person {number % 97} <person{number % 97}@elsewhere.test>\r\nTo: you@example.test\r\nSubject: Message {number}\r\n"
                    + $"Date: {At(number):r}\r\nMessage-ID: <{number}@elsewhere.test>\r\n\r\nThis is message {number}, one of many.\r\n"
            )
        );
}
