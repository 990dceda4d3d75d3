using System.Collections.Immutable;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Smtp.Commands;

/// <summary>Every command there is. What EHLO and HELP say is derived from it.</summary>
internal static class CommandTable
{
    // Room on MAIL's line beyond RFC 5321's 512 octets: SIZE (RFC 1870 §3), BODY (RFC 6152 §2), AUTH (RFC 4954 §3), SMTPUTF8 (RFC 6531 §3.1),
    // RET and ENVID (RFC 3461 §4), REQUIRETLS (RFC 8689 §2).
    private const int MaxMailLine = 512 + 26 + 17 + 500 + 10 + 9 + 107 + 11;

    // And on RCPT's: NOTIFY and ORCPT (RFC 3461 §4).
    private const int MaxRcptLine = 512 + 29 + 507;

    public static readonly ImmutableArray<Command> Rows =
    [
        new Command<Ehlo>("EHLO", States.Any, "RFC 5321 §4.1.1.1", Ehlo.Parse, Ehlo.ExecuteAsync),
        new Command<Helo>("HELO", States.Any, "RFC 5321 §4.1.1.1", Helo.Parse, Helo.ExecuteAsync),
        new Command<Mail>("MAIL", States.Greeted, "RFC 5321 §4.1.1.2", Mail.Parse, Mail.ExecuteAsync)
        {
            MaxLine = MaxMailLine,
            NamesAddress = true,
        },
        new Command<Rcpt>("RCPT", States.Sender | States.Recipients, "RFC 5321 §4.1.1.3", Rcpt.Parse, Rcpt.ExecuteAsync)
        {
            MaxLine = MaxRcptLine,
            NamesAddress = true,
        },
        new Command<Data>("DATA", States.Sender | States.Recipients, "RFC 5321 §4.1.1.4", Data.Parse, Data.ExecuteAsync),
        // Its octets follow whatever the reply will be, so BDAT looks after its order itself.
        new Command<Bdat>("BDAT", States.Any | States.Refused, "RFC 3030 §2", Bdat.Parse, Bdat.ExecuteAsync)
        {
            Extension = Extension.Chunking,
        },
        new Command<Rset>("RSET", States.Any, "RFC 5321 §4.1.1.5", Rset.Parse, Rset.ExecuteAsync),
        new Command<Vrfy>("VRFY", States.Any, "RFC 5321 §4.1.1.6", Vrfy.Parse, Vrfy.ExecuteAsync),
        new Command<Expn>("EXPN", States.Any, "RFC 5321 §4.1.1.7", Expn.Parse, Expn.ExecuteAsync),
        new Command<Help>("HELP", States.Any, "RFC 5321 §4.1.1.8", Help.Parse, Help.ExecuteAsync),
        new Command<Noop>("NOOP", States.Any, "RFC 5321 §4.1.1.9", Noop.Parse, Noop.ExecuteAsync),
        new Command<Quit>("QUIT", States.Any | States.Refused, "RFC 5321 §4.1.1.10", Quit.Parse, Quit.ExecuteAsync),
        new Command<StartTls>("STARTTLS", States.Greeted, "RFC 3207 §4", StartTls.Parse, StartTls.ExecuteAsync)
        {
            Extension = Extension.StartTls,
        },
        new Command<Auth>("AUTH", States.Greeted, "RFC 4954 §4", Auth.Parse, Auth.ExecuteAsync)
        {
            Extension = Extension.Auth,
            MaxLine = SaslNegotiation.MaxResponseLength,
        },
    ];

    /// <summary>The longest line that any command may have.</summary>
    public static readonly int MaxLine = Rows.Max(row => row.MaxLine);

    /// <summary>The row of a verb, in any case; null: there is none.</summary>
    public static Command? Find(ReadOnlySpan<byte> verb)
    {
        foreach (var row in Rows)
            if (row.IsNamed(verb))
                return row;
        return null;
    }
}
