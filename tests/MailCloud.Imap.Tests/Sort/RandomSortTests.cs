using System.Globalization;
using System.Text;
using CsCheck;
using MailCloud.Imap.Tests.Session;

namespace MailCloud.Imap.Tests.Sort;

/// <summary>Random criteria over a mailbox of random messages give the order that a plain comparison gives.</summary>
public class RandomSortTests
{
    private const int Count = 30;

    private static readonly DateTimeOffset FirstDay = new(2026, 2, 25, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Subjects = ["Lunch", "Re: lunch", "[list] Äpfel", "äpfel", "Zoo", ""];

    private static readonly string[] Addresses =
    [
        "bob@b.example",
        "Carol <a@b.example>",
        "=?utf-8?Q?J=C3=BCrgen?= <j@b.example>",
        "BOB@a.example",
    ];

    private static readonly string[] Keys = ["ARRIVAL", "DATE", "SIZE", "SUBJECT", "FROM", "DISPLAYFROM", "TO", "CC", "DISPLAYTO"];

    /// <summary>What a message is sorted by, as it is written and as it is compared.</summary>
    private sealed record Mail(int Subject, int From, int? Sent, int Zone, int Received, int Padding)
    {
        public DateTimeOffset InternalDate => FirstDay.AddMinutes(Received);

        public byte[] Octets
        {
            get
            {
                var text = $"Subject: {Subjects[Subject]}\r\nFrom: {Addresses[From]}\r\n";
                if (Sent is { } sent)
                    text += string.Create(
                        CultureInfo.InvariantCulture,
                        $"Date: {FirstDay.AddMinutes(sent).ToOffset(TimeSpan.FromHours(Zone)):ddd, d MMM yyyy HH:mm:ss} {(Zone < 0 ? '-' : '+')}{Math.Abs(Zone):00}00\r\n"
                    );
                return Encoding.UTF8.GetBytes(text + "\r\n" + new string('x', Padding));
            }
        }

        /// <summary>What the order of octets puts where the key does.</summary>
        public string Value(string key) =>
            key switch
            {
                "ARRIVAL" => $"{Received:D3}",
                "DATE" => $"{Sent ?? Received:D3}",
                "SIZE" => $"{Octets.Length:D3}",
                "SUBJECT" => Subject is 0 or 1 ? "LUNCH"
                : Subject is 2 or 3 ? "A\u0308PFEL"
                : Subject is 4 ? "ZOO"
                : "",
                "FROM" => From is 0 or 3 ? "BOB"
                : From is 1 ? "A"
                : "J",
                "DISPLAYFROM" => From is 0 ? "BOB@B.EXAMPLE"
                : From is 3 ? "BOB@A.EXAMPLE"
                : From is 1 ? "CAROL"
                : "JU\u0308RGEN",
                _ => "",
            };
    }

    private static readonly Gen<Mail> AnyMail =
        from subject in Gen.Int[0, Subjects.Length - 1]
        from @from in Gen.Int[0, Addresses.Length - 1]
        from sent in Gen.Int[-1, 5]
        from zone in Gen.Int[-11, 12]
        from received in Gen.Int[0, 5]
        from padding in Gen.Int[0, 3]
        select new Mail(subject, @from, sent < 0 ? null : sent, zone, received, padding);

    private static readonly Gen<(string Key, bool Reverse)> AnyCriterion =
        from key in Gen.Int[0, Keys.Length - 1]
        from reverse in Gen.Bool
        select (Keys[key], reverse);

    [Fact]
    public async Task They_give_the_order_of_a_plain_comparison() =>
        await Gen.Select(AnyMail.Array[Count], AnyCriterion.Array[1, 4].Array[10])
            .SampleAsync(
                async (mails, sorts) =>
                {
                    await using var world = await ImapWorld.NewAsync();
                    await world.AppendAsync(mails.Select(mail => new NewMail(mail.Octets, InternalDate: mail.InternalDate)));
                    var output = await world.RunInInboxAsync(sorts.Select(criteria => $"SORT ({Written(criteria)}) UTF-8 ALL"));
                    var lines = output.Split("\r\n").Where(line => line.StartsWith("* SORT", StringComparison.Ordinal));
                    Assert.Equal(
                        sorts.Select(criteria => (Written(criteria), "* SORT " + string.Join(' ', Expected(mails, criteria)))),
                        sorts.Select(Written).Zip(lines)
                    );
                },
                iter: 100
            );

    private static string Written((string Key, bool Reverse)[] criteria) =>
        string.Join(' ', criteria.Select(criterion => (criterion.Reverse ? "REVERSE " : "") + criterion.Key));

    private static IEnumerable<int> Expected(Mail[] mails, (string Key, bool Reverse)[] criteria)
    {
        var numbers = Enumerable.Range(1, mails.Length).OrderBy(_ => 0);
        foreach (var (key, reverse) in criteria)
            numbers = reverse
                ? numbers.ThenByDescending(number => mails[number - 1].Value(key), StringComparer.Ordinal)
                : numbers.ThenBy(number => mails[number - 1].Value(key), StringComparer.Ordinal);
        return numbers.ThenBy(number => number);
    }
}
