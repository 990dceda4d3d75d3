using System.Collections.Immutable;

namespace MailCloud.Pop3.Commands;

/// <summary>Every command there is. What CAPA answers follows from it.</summary>
internal static class CommandTable
{
    public static readonly ImmutableArray<Command> Rows =
    [
        new Command<Capa>("CAPA", States.Any, "RFC 2449 §5", Capa.Parse, Capa.ExecuteAsync),
        new Command<Utf8>("UTF8", States.Authorization, "RFC 6856 §2.1", Utf8.Parse, Utf8.ExecuteAsync) { Capability = Utf8.Capability },
        new Command<User>("USER", States.Authorization, "RFC 1939 §7", User.Parse, User.ExecuteAsync) { Capability = User.Capability },
        new Command<Pass>("PASS", States.Authorization, "RFC 1939 §7", Pass.Parse, Pass.ExecuteAsync),
        new Command<Auth>("AUTH", States.Authorization, "RFC 5034 §4", Auth.Parse, Auth.ExecuteAsync) { Capability = Auth.Capability },
        new Command<Stat>("STAT", States.Transaction, "RFC 1939 §5", Stat.Parse, Stat.ExecuteAsync),
        new Command<List>("LIST", States.Transaction, "RFC 1939 §5", List.Parse, List.ExecuteAsync),
        new Command<Uidl>("UIDL", States.Transaction, "RFC 1939 §7", Uidl.Parse, Uidl.ExecuteAsync) { Capability = _ => "UIDL" },
        new Command<Top>("TOP", States.Transaction, "RFC 1939 §7", Top.Parse, Top.ExecuteAsync) { Capability = _ => "TOP" },
        new Command<Retr>("RETR", States.Transaction, "RFC 1939 §5", Retr.Parse, Retr.ExecuteAsync),
        new Command<Dele>("DELE", States.Transaction, "RFC 1939 §5", Dele.Parse, Dele.ExecuteAsync),
        new Command<Rset>("RSET", States.Transaction, "RFC 1939 §5", Rset.Parse, Rset.ExecuteAsync),
        new Command<Noop>("NOOP", States.Transaction, "RFC 1939 §5", Noop.Parse, Noop.ExecuteAsync),
        new Command<Quit>("QUIT", States.Any, "RFC 1939 §6", Quit.Parse, Quit.ExecuteAsync),
    ];

    /// <summary>The row of a name, in any case; null: there is none.</summary>
    public static Command? Find(ReadOnlySpan<byte> name)
    {
        foreach (var row in Rows)
            if (row.IsNamed(name))
                return row;
        return null;
    }
}
