using System.Globalization;
using System.Text;
using CsCheck;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Search;

/// <summary>Random trees of keys over a mailbox of random messages find what a plain reading of them finds.</summary>
public class RandomSearchTests
{
    private static readonly DateTimeOffset FirstDay = new(2026, 2, 25, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Words = ["lunch", "Grüße", "noon", "re:", "ÄPFEL"];

    private static readonly string[] Names = ["Bob", "Jürgen", "Carol"];

    private static readonly string[] Keywords = ["$Label1", "Later", "Never"];

    private static readonly MessageFlags[] Flags =
    [
        MessageFlags.Seen,
        MessageFlags.Answered,
        MessageFlags.Flagged,
        MessageFlags.Deleted,
        MessageFlags.Draft,
    ];

    private static readonly Gen<Mail> AnyMail =
        from subject in OneOf(Words)
        from body in OneOf(Words)
        from name in OneOf(Names)
        from flags in Gen.Int[0, 31]
        from keyword in Gen.Int[0, 2]
        from received in Gen.Int[0, 9 * 24 * 60]
        from sent in Gen.Int[0, 9]
        from padding in Gen.Int[0, 300]
        select new Mail(subject, body, name, (MessageFlags)flags, keyword, FirstDay.AddMinutes(received), sent, padding);

    /// <summary>A key as it is written, and which messages it means: by the message and its number.</summary>
    private sealed record Key(string Text, Func<Mail, int, bool> Holds);

    private static readonly Gen<Key> Simple = Gen.OneOf(
        Gen.Const(new Key("ALL", (_, _) => true)),
        from flag in OneOf(Flags)
        from not in Gen.Bool
        select new Key($"{(not ? "UN" : "")}{flag.ToString().ToUpperInvariant()}", (mail, _) => mail.Flags.HasFlag(flag) != not),
        from keyword in OneOf(Keywords)
        select new Key($"KEYWORD {keyword}", (mail, _) => mail.Keyword < 2 && Keywords[mail.Keyword] == keyword),
        from first in Gen.Int[1, Count]
        from last in Gen.Int[1, Count]
        select new Key($"{first}:{last}", (_, number) => number >= Math.Min(first, last) && number <= Math.Max(first, last)),
        from size in Gen.Int[100, 500]
        from larger in Gen.Bool
        select new Key(
            $"{(larger ? "LARGER" : "SMALLER")} {size}",
            (mail, _) => larger ? mail.Octets.Length > size : mail.Octets.Length < size
        ),
        from day in Gen.Int[0, 9]
        from sent in Gen.Bool
        from order in Gen.Int[-1, 1]
        let date = DateOnly.FromDateTime(FirstDay.DateTime).AddDays(day)
        let name = (sent ? "SENT" : "")
            + (
                order < 0 ? "BEFORE"
                : order == 0 ? "ON"
                : "SINCE"
            )
        select new Key(
            string.Create(CultureInfo.InvariantCulture, $"{name} {date:d-MMM-yyyy}"),
            (mail, _) => Compares(sent ? mail.SentDay : DateOnly.FromDateTime(mail.Received.UtcDateTime), date, order)
        ),
        Has("SUBJECT", mail => mail.Subject),
        Has("HEADER Subject", mail => mail.Subject),
        Has("BODY", mail => mail.Body),
        Has("TEXT", mail => $"{mail.Subject}\n{mail.Body}"),
        from name in OneOf(Names)
        from field in OneOf("FROM", "HEADER X-Author")
        select new Key($"{field} \"{name.ToUpperInvariant()}\"", (mail, _) => mail.Name == name)
    );

    private static readonly Gen<Key> AnyKey = Gen.Recursive<Key>(
        (depth, inner) =>
            depth >= 4
                ? Simple
                : Gen.Frequency(
                    (3, Simple),
                    (1, inner.Select(key => new Key($"NOT {key.Text}", (mail, number) => !key.Holds(mail, number)))),
                    (
                        1,
                        Gen.Select(
                            inner,
                            inner,
                            (left, right) => new Key($"OR {left.Text} {right.Text}", (m, n) => left.Holds(m, n) || right.Holds(m, n))
                        )
                    ),
                    (
                        1,
                        Gen.Select(
                            inner,
                            inner,
                            (left, right) => new Key($"({left.Text} {right.Text})", (m, n) => left.Holds(m, n) && right.Holds(m, n))
                        )
                    )
                )
    );

    private const int Count = 40;

    [Fact]
    public async Task They_find_what_a_plain_reading_finds() =>
        await Gen.Select(AnyMail.Array[Count], AnyKey.Array[20], Gen.Int[0, Count])
            .SampleAsync(
                async (mails, keys, indexed) =>
                {
                    var index = new IndexedMail();
                    await using var world = await ImapWorld.NewAsync(index: index.Index);
                    await world.AppendAsync(mails.Take(indexed).Select(mail => mail.ToNewMail()));
                    await index.BuildAsync(world.Memory);
                    await world.AppendAsync(mails.Skip(indexed).Select(mail => mail.ToNewMail()));
                    var output = await world.RunInInboxAsync(keys.Select(key => "SEARCH CHARSET UTF-8 " + Latin1(key.Text)));
                    var found = output.Split("\r\n").Where(line => line.StartsWith("* SEARCH", StringComparison.Ordinal)).ToList();
                    Assert.Equal(keys.Length, found.Count);
                    foreach (var (key, line) in keys.Zip(found))
                    {
                        var expected = Enumerable.Range(1, Count).Where(number => key.Holds(mails[number - 1], number));
                        Assert.Equal(
                            (key.Text, string.Concat(expected.Select(number => $" {number}"))),
                            (key.Text, line["* SEARCH".Length..])
                        );
                    }
                },
                iter: 100
            );

    private static Gen<Key> Has(string key, Func<Mail, string> text) =>
        OneOf(Words)
            .Select(word => new Key(
                $"{key} \"{word.ToLowerInvariant()}\"",
                (mail, _) => text(mail).Contains(word, StringComparison.OrdinalIgnoreCase)
            ));

    private static bool Compares(DateOnly day, DateOnly wanted, int order) =>
        order < 0 ? day < wanted
        : order == 0 ? day == wanted
        : day >= wanted;

    /// <summary>What a client sends, as the tests' connections take it: one character for each octet.</summary>
    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private sealed record Mail(
        string Subject,
        string Body,
        string Name,
        MessageFlags Flags,
        int Keyword,
        DateTimeOffset Received,
        int Sent,
        int Padding
    )
    {
        /// <summary>Written shortly before midnight where the sender is, which is the next day in UTC.</summary>
        public DateOnly SentDay => DateOnly.FromDateTime(FirstDay.DateTime).AddDays(Sent);

        public byte[] Octets =>
            Encoding.ASCII.GetBytes(
                string.Create(
                        CultureInfo.InvariantCulture,
                        $"""
                        From: {Encoded(Name)} <someone@example.org>
                        X-Author: {Encoded(Name)}
                        Subject: {Encoded(Subject)}
                        Date: {SentDay:d MMM yyyy} 23:30:00 -0500
                        X-Padding: {new string('-', Padding)}
                        Content-Type: text/plain; charset=utf-8
                        Content-Transfer-Encoding: base64

                        {Convert.ToBase64String(Encoding.UTF8.GetBytes(Body))}

                        """
                    )
                    .ReplaceLineEndings("\r\n")
            );

        public NewMail ToNewMail() => new(Octets, Flags, Received) { Keywords = Keyword < 2 ? [Keywords[Keyword]] : [] };

        private static string Encoded(string text) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
    }

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);
}
