using System.Globalization;
using System.Text;
using CsCheck;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Tests.Threads;

/// <summary>Random messages that refer to each other, in circles too, are put into the threads that RFC 5256 §3 describes.</summary>
public class RandomThreadTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Subjects = ["a", "Re: a", "A (fwd)", "b", "[x] re: b", "[fwd: a]", "", "Re:", "c", "d"];

    /// <summary>Few identifiers, so that there are duplicates, dummies and loops.</summary>
    private static readonly Gen<string> AnyId = Gen.Int[1, 14].Select(number => $"{number}@x.example");

    private static readonly Gen<ThreadMail> AnyMail =
        from hasId in Gen.Int[0, 9]
        from id in AnyId
        from references in AnyId.Array[0, 5]
        from replies in Gen.Bool
        from inReplyTo in AnyId
        from subject in Gen.Int[0, Subjects.Length - 1]
        from minutes in Gen.Int[0, 12]
        select new ThreadMail(
            0,
            hasId > 0 ? id : null,
            references,
            replies ? inReplyTo : null,
            Subjects[subject],
            Start.AddMinutes(minutes)
        );

    [Fact]
    public async Task References_are_followed_as_the_RFC_says() =>
        await AnyMail
            .Array[1, 16]
            .SampleAsync(
                async generated =>
                {
                    var mails = Numbered(generated);
                    var output = await ThreadAsync(mails, "REFERENCES");
                    Assert.Contains($"* THREAD {ThreadModel.Run(mails)}\r\n", output, StringComparison.Ordinal);
                },
                iter: 2000
            );

    [Fact]
    public async Task Ordered_subjects_are_grouped_by_subject_and_date() =>
        await AnyMail
            .Array[1, 16]
            .SampleAsync(
                async generated =>
                {
                    var mails = Numbered(generated);
                    var output = await ThreadAsync(mails, "ORDEREDSUBJECT");
                    var threads = mails
                        .OrderBy(mail => mail.Date)
                        .ThenBy(mail => mail.Number)
                        .GroupBy(mail => BaseSubject.Of(mail.Subject).Text, StringComparer.OrdinalIgnoreCase)
                        .Select(thread => thread.Select(mail => mail.Number).ToList())
                        .Select(thread =>
                            thread.Count switch
                            {
                                1 => $"({thread[0]})",
                                2 => $"({thread[0]} {thread[1]})",
                                _ => $"({thread[0]} {string.Concat(thread.Skip(1).Select(number => $"({number})"))})",
                            }
                        );
                    Assert.Contains($"* THREAD {string.Concat(threads)}\r\n", output, StringComparison.Ordinal);
                },
                iter: 300
            );

    private static async Task<string> ThreadAsync(List<ThreadMail> mails, string algorithm)
    {
        await using var world = await ImapWorld.NewAsync();
        await world.AppendAsync(mails.Select(mail => new NewMail(Octets(mail))));
        return await world.RunInInboxAsync($"THREAD {algorithm} UTF-8 ALL");
    }

    private static List<ThreadMail> Numbered(ThreadMail[] mails) => [.. mails.Select((mail, index) => mail with { Number = index + 1 })];

    private static byte[] Octets(ThreadMail mail)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Date: {mail.Date:ddd, d MMM yyyy HH:mm:ss} +0000\r\nSubject: {mail.Subject}\r\n");
        if (mail.Id is { } id)
            text.Append(CultureInfo.InvariantCulture, $"Message-ID: <{id}>\r\n");
        if (mail.References.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"References: {string.Join(' ', mail.References.Select(id => $"<{id}>"))}\r\n");
        if (mail.InReplyTo is { } parent)
            text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <{parent}>\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }
}
