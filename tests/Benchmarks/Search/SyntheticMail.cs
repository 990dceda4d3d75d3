using System.Globalization;
using System.Text;

namespace MailCloud.Benchmarks.Search;

/// <summary>
/// Mail as it comes, made up: words by Zipf's law in bodies of very different lengths, one message in ten Chinese, a third with HTML and its trackers' links,
/// and headers with all that servers add. The same seed makes the same mail.
/// </summary>
internal sealed class SyntheticMail(int seed)
{
    private const int Words = 150_000;
    private const int ChineseWords = 30_000;

    private readonly Random random = new(seed);
    private readonly string[] words = MakeWords(new Random(1));
    private readonly string[] chinese = MakeChineseWords(new Random(2));

    /// <summary>The word of a rank, 0 the most frequent.</summary>
    public string Word(int rank) => words[rank];

    /// <summary>The Chinese word of a rank.</summary>
    public string Chinese(int rank) => chinese[rank];

    public byte[] Next(int number)
    {
        var isChinese = random.Next(10) == 0;
        var text = Text(Math.Min(3_000, (int)Math.Exp(4.8 + random.NextDouble() + random.NextDouble() - random.NextDouble())), isChinese);
        var subject = Text(6, isChinese).Replace("\r\n", " ", StringComparison.Ordinal);
        var mail = new StringBuilder();
        for (var hop = 0; hop < 4; hop++)
            mail.Append(
                CultureInfo.InvariantCulture,
                $"Received: from mx{random.Next(500)}.example.net (mx.example.net [192.0.{random.Next(256)}.{random.Next(256)}])\r\n by mail.example.com with ESMTPS id {Code(12)}\r\n for <ann@example.com>; Mon, 2 Mar 2026 10:{random.Next(60):D2}:{random.Next(60):D2} +0000\r\n"
            );
        mail.Append(
            $"""
            DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=a; h=from:to:subject; bh={Code(43)}; b={Code(300)}
            Authentication-Results: mail.example.com; dkim=pass header.d=example.net; spf=pass smtp.mailfrom=example.net
            X-Message-State: {Code(60)}
            Message-ID: <{Code(20)}@example.net>
            Date: Mon, 2 Mar 2026 10:00:00 +0000
            From: {Word(2_000 + random.Next(3_000))} {Word(5_000 + random.Next(5_000))} <{Word(random.Next(5_000))}@example.net>
            To: Ann <ann@example.com>
            Subject: {(isChinese ? $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(subject))}?=" : subject)}
            MIME-Version: 1.0

            """.ReplaceLineEndings("\r\n")
        );
        if (number % 3 == 0)
            AppendAlternatives(mail, text);
        else
            mail.Append("Content-Type: text/plain; charset=utf-8\r\n\r\n").Append(text);
        return Encoding.UTF8.GetBytes(mail.ToString());
    }

    private void AppendAlternatives(StringBuilder mail, string text)
    {
        mail.Append("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
            .Append(text)
            .Append("\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><style>p { margin: 0 }</style><body>");
        foreach (var line in text.Split("\r\n"))
            mail.Append(
                CultureInfo.InvariantCulture,
                $"<p style=\"color: #333\">{line}<a href=\"https://t.example.net/{Code(80)}\">more</a></p>\r\n"
            );
        mail.Append("</body></html>\r\n--b--\r\n");
    }

    private string Text(int count, bool isChinese)
    {
        var text = new StringBuilder();
        for (var n = 1; n <= count; n++)
            if (isChinese)
                text.Append(chinese[Rank(ChineseWords)]).Append(n % 9 == 0 ? "，" : "").Append(n % 30 == 0 ? "。\r\n" : "");
            else
                text.Append(random.Next(60) == 0 ? Code(10) : words[Rank(Words)]).Append(n % 12 == 0 ? ".\r\n" : " ");
        return text.ToString();
    }

    /// <summary>A rank by Zipf's law: each is about as often as its place from the front says.</summary>
    private int Rank(int count) => Math.Min(count - 1, (int)Math.Pow(count + 1, random.NextDouble()) - 1);

    private string Code(int length) => random.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);

    private static string[] MakeWords(Random random)
    {
        const string consonants = "bcdfghjklmnprstvwz";
        const string vowels = "aeiou";
        var made = new HashSet<string>(StringComparer.Ordinal);
        while (made.Count < Words)
        {
            var word = "";
            // The first, most frequent, are the shortest.
            for (var syllables = 1 + made.Count / 400 + random.Next(2); syllables > 0 && word.Length < 10; syllables--)
                word +=
                    $"{consonants[random.Next(consonants.Length)]}{vowels[random.Next(vowels.Length)]}{(random.Next(2) == 0 ? "" : "nrst"[random.Next(4)])}";
            made.Add(word);
        }
        return [.. made];
    }

    private static string[] MakeChineseWords(Random random)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        while (made.Count < ChineseWords)
        {
            var word = "";
            for (var letters = random.Next(10) < 7 ? 2 : random.Next(1, 5); letters > 0; letters--)
                word += (char)(0x4E00 + (int)Math.Pow(4_000, random.NextDouble()));
            made.Add(word);
        }
        return [.. made];
    }
}
