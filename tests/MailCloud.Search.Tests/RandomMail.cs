using System.Text;
using CsCheck;
using MailCloud.Mail.Search;

namespace MailCloud.Search.Tests;

/// <summary>Random messages that have much in common, and texts that are looked for in them, most of which are somewhere.</summary>
internal static class RandomMail
{
    private static readonly string[] Pieces =
    [
        "meeting",
        "meet",
        "at",
        "noon",
        "Grüße",
        "GRÜSSE",
        "café",
        "e\u0301",
        "ﬁle",
        "ＡＢＣ",
        "x",
        "a",
        "I",
        "42",
        "2026",
        "123456789",
        "ab12",
        "abc123def",
        "B2B",
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ",
        "unsubscribe",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "会议",
        "会议纪要",
        "我们",
        "明天下午开会",
        "日本語",
        "カタカナ",
        "ｶﾀｶﾅ",
        "が",
        "한국어",
        "한글",
        "ภาษาไทย",
        "привет",
        "ПРИВЕТ",
        "שלום",
        "𠀀𠀁𠀂",
        "😀",
        "<b>",
        "&amp;",
        "100%",
        "a@b.example",
        "=?utf-8?B?5Lya6K6u?=",
    ];

    private static readonly string[] Gaps = [" ", " ", " ", "", ", ", ". ", "\n", "-", "/", "=", "。", "  "];

    private static readonly Gen<string> Text =
        from pieces in OneOf(Pieces).Array[0, 12]
        from gaps in OneOf(Gaps).Array[12]
        select string.Concat(pieces.Zip(gaps, static (piece, gap) => piece + gap));

    /// <summary>A message in one of several forms.</summary>
    public static readonly Gen<string> Message =
        from subject in Text
        from body in Text
        from form in Gen.Int[0, 3]
        select $"Subject: {subject.Replace('\n', ' ')}\nX-Trace: {subject.Length:x8}{body.Length:x8}\n"
            + form switch
            {
                0 => $"Content-Type: text/plain; charset=utf-8\n\n{body}",
                1 => $"Content-Type: text/html; charset=utf-8\n\n<p>{body}</p>",
                2 => "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                    + Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
                _ => $"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--b\n"
                    + "Content-Type: message/rfc822\n\nSubject: meeting inside\n\nnoon inside\n--b--\n",
            };

    /// <summary>A text to look for: a piece of one, or something that is in none.</summary>
    public static readonly Gen<TextQuery> Query =
        from text in Text
        from start in Gen.Int[0, 20]
        from length in Gen.Int[1, 14]
        from places in OneOf(TextPlaces.All, TextPlaces.Body, TextPlaces.Headers)
        let first = Math.Min(start, Math.Max(0, text.Length - 1))
        let part = text.Substring(first, Math.Min(length, text.Length - first))
        select new TextQuery(part.Length > 0 ? part : "nowhere", places);

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);
}
