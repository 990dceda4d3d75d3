using System.Text.RegularExpressions;

namespace MailCloud.Interop.Tests;

/// <summary>How a client logged in and which extensions it made use of, as its own lines show.</summary>
/// <param name="Mechanisms">SASL mechanisms, or the commands of IMAP, POP3 that log in without.</param>
/// <param name="Extensions">Names of capabilities.</param>
internal sealed partial record ClientProfile(IReadOnlyList<string> Mechanisms, IReadOnlyList<string> Extensions)
{
    // What shows that a client uses a capability of IMAP, POP3 or SMTP. What it announces to itself shows nothing.
    private static readonly (string Capability, Regex Sign)[] Signs =
    [
        ("ID", Imap("ID [(N]")),
        ("SASL-IR", Imap(@"AUTHENTICATE \S+ \S")),
        ("ENABLE", Imap("ENABLE ")),
        ("NAMESPACE", Imap("NAMESPACE")),
        ("IDLE", Imap("IDLE")),
        ("UNSELECT", Imap("UNSELECT")),
        ("MOVE", Imap("(UID )?MOVE ")),
        ("UIDPLUS", Imap("UID EXPUNGE ")),
        ("COMPRESS=DEFLATE", Imap("COMPRESS DEFLATE")),
        ("CONDSTORE", Imap(@"((SELECT|EXAMINE) .*\(CONDSTORE|.*(CHANGEDSINCE|UNCHANGEDSINCE|\bMODSEQ|HIGHESTMODSEQ)|ENABLE .*CONDSTORE)")),
        ("QRESYNC", Imap(@"((SELECT|EXAMINE) .*\(QRESYNC|ENABLE .*QRESYNC)")),
        ("UTF8=ACCEPT", Imap("ENABLE .*UTF8=ACCEPT")),
        ("LITERAL+", LiteralSign()),
        ("MULTIAPPEND", Imap(@"APPEND .*\}.*\}")),
        ("ESEARCH", Imap(@"(UID )?SEARCH .*RETURN \(")),
        ("SORT", Imap("(UID )?SORT ")),
        ("THREAD", Imap("(UID )?THREAD ")),
        ("LIST-EXTENDED", Imap(@"LIST (\(.*\) .*|.* RETURN \()")),
        ("LIST-STATUS", Imap(@"LIST .*RETURN \(.*STATUS")),
        ("SPECIAL-USE", Imap(@"LIST .*SPECIAL-USE|CREATE .*USE \(")),
        ("STATUS=SIZE", Imap(@"STATUS .*\(.*\bSIZE")),
        ("BINARY", Imap(@".*BINARY(\.PEEK|\.SIZE)?\[")),
        ("PREVIEW", Imap(@"(UID )?FETCH .*PREVIEW")),
        ("OBJECTID", Imap(".*(EMAILID|THREADID|MAILBOXID)")),
        ("SAVEDATE", Imap(".*SAVEDATE")),
        ("QUOTA", Imap("GETQUOTA")),
        ("METADATA", Imap("(GET|SET)METADATA ")),
        ("NOTIFY", Imap("NOTIFY ")),
        ("REPLACE", Imap("(UID )?REPLACE ")),
        ("CAPA", Line("CAPA")),
        ("UIDL", Line("UIDL")),
        ("TOP", Line("TOP ")),
        ("STARTTLS", Line("STARTTLS")),
        ("SIZE", Line("MAIL .*SIZE=")),
        ("8BITMIME", Line("MAIL .*BODY=8BITMIME")),
    ];

    public static ClientProfile Of(IReadOnlyCollection<string> said) =>
        new(
            [
                .. said.Select(line => LogIn().Match(line))
                    .Where(match => match.Success)
                    .Select(match => match.Groups["how"].Value.ToUpperInvariant())
                    .Distinct(),
            ],
            [.. Signs.Where(sign => said.Any(line => sign.Sign.IsMatch(line))).Select(sign => sign.Capability)]
        );

    /// <summary>Prints what a client was seen to use, and keeps it with the test's result.</summary>
    public void Print(string client)
    {
        var text = $"{client}: logs in with {string.Join(", ", Mechanisms)}; uses {string.Join(" ", Extensions)}";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }

    private static Regex Imap(string command) => Line($@"\S+ {command}");

    private static Regex Line(string command) =>
        new($"^({command})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    [GeneratedRegex(
        @"^(\S+ AUTHENTICATE (?<how>\S+)|AUTH (?<how>\S+)|\S+ (?<how>LOGIN) |(?<how>USER) )",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex LogIn();

    [GeneratedRegex(@"\{[0-9]+\+\}$", RegexOptions.None, 10_000)]
    private static partial Regex LiteralSign();
}
