using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Commands;

/// <summary>Every command there is. What CAPABILITY answers follows from it.</summary>
internal static class CommandTable
{
    private const int LongestName = 32;

    public static readonly ImmutableArray<Command> Commands =
    [
        new Command<Capability>("CAPABILITY", States.Any, "RFC 9051 §6.1.1", Capability.Parse, Capability.ExecuteAsync),
        new Command<Noop>("NOOP", States.Any, "RFC 9051 §6.1.2", Noop.Parse, Noop.ExecuteAsync),
        new Command<Logout>("LOGOUT", States.Any, "RFC 9051 §6.1.3", Logout.Parse, Logout.ExecuteAsync),
        new Command<Login>("LOGIN", States.NotAuthenticated, "RFC 9051 §6.2.3", Login.Parse, Login.ExecuteAsync),
        new Command<Select>("SELECT", States.LoggedIn, "RFC 9051 §6.3.2", Select.Parse, Select.ExecuteAsync, Uses.KnownState),
        new Command<Select>("EXAMINE", States.LoggedIn, "RFC 9051 §6.3.3", Select.ParseExamine, Select.ExecuteAsync, Uses.KnownState),
    ];

    private static readonly FrozenDictionary<string, Command>.AlternateLookup<ReadOnlySpan<char>> ByName = Commands
        .ToFrozenDictionary(command => command.Name, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads a command's name, one word or <c>UID</c> and one more, and finds its row. Null: there is no such command.</summary>
    public static Command? Find(ref ImapReader reader)
    {
        Span<char> name = stackalloc char[LongestName];
        var length = 0;
        if (!TryAppendUpper(reader.Atom(), name, ref length))
            return null;
        if (name[..length] is "UID")
        {
            reader.Space();
            name[length++] = ' ';
            if (!TryAppendUpper(reader.Atom(), name, ref length))
                return null;
        }
        return ByName.TryGetValue(name[..length], out var command) ? command : null;
    }

    private static bool TryAppendUpper(ReadOnlySpan<byte> word, Span<char> name, ref int length)
    {
        if (word.Length >= LongestName - length)
            return false;
        Ascii.ToUpper(word, name[length..], out var written);
        length += written;
        return true;
    }
}
