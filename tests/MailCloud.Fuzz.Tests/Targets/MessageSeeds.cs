using MailCloud.Testing;
using MailCloud.Testing.Transcripts;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Messages to begin with: those of transcripts, and those of the corpora where they are.</summary>
internal static class MessageSeeds
{
    private const int MaxSmall = 8 * 1024;
    private const int MaxFromCorpora = 400;

    public static IReadOnlyList<string> Tokens { get; } =
    [
        "\r\n",
        "\r\n\r\n",
        "\r\n ",
        "From: ",
        "To: ",
        "Subject: ",
        "Date: Mon, 2 Mar 2026 12:00:00 +0000",
        "Message-ID: <",
        "References: <a@b> <c@d>",
        "In-Reply-To: ",
        "Content-Type: multipart/mixed; boundary=",
        "Content-Type: multipart/digest; boundary=a",
        "Content-Type: message/rfc822",
        "Content-Type: text/html; charset=",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Disposition: attachment; filename*0*=utf-8''a",
        "Content-Language: ",
        "Content-ID: <",
        "\r\n--a\r\n",
        "\r\n--a--\r\n",
        "=?utf-8?q?=C3=A4?=",
        "=?utf-8?b?w6Q=?=",
        "=?",
        "?=",
        "=\r\n",
        "iso-2022-jp",
        "utf-16",
        "utf-7",
        "big5",
        "filename*=",
        "name*1*=",
        "; ",
        "group: a@b, c@d;",
        "<@a,@b:c@d>",
        "\"\\\"",
        "(((",
        "<b>",
        "&#x",
        "<style>",
        "<!--",
    ];

    /// <summary>Messages that are short, so that a change is likely to hit what matters.</summary>
    public static IEnumerable<byte[]> Small() =>
        Directory
            .EnumerateFiles(Path.Combine(TranscriptFiles.Folder, "messages"))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .Concat(FromCorpora().Where(message => message.Length <= MaxSmall).Take(MaxFromCorpora));

    private static IEnumerable<byte[]> FromCorpora() => Corpora.Exist ? Corpora.Messages().Select(file => file.Read()) : [];
}
