using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Search;
using MailCloud.Imap.Sort;
using MailCloud.Imap.Threads;

namespace MailCloud.Imap.Commands;

/// <summary>Every command there is. What CAPABILITY answers follows from it.</summary>
internal static class CommandTable
{
    private const int LongestName = 32;

    public static readonly ImmutableArray<Command> Commands = [.. AnyState, .. BeforeLogin, .. WithMailboxes, .. WithMessages];

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

    /// <summary>
    /// Whether a command names messages by sequence number, so that a client which has none cannot use it (RFC 9586 §3): those that have a twin with
    /// UID. EXPUNGE names none.
    /// </summary>
    public static bool IsAboutNumbers(Command command) => ByName.ContainsKey($"UID {command.Name}") && command.Name is not "EXPUNGE";

    private static bool TryAppendUpper(ReadOnlySpan<byte> word, Span<char> name, ref int length)
    {
        if (word.Length >= LongestName - length)
            return false;
        Ascii.ToUpper(word, name[length..], out var written);
        length += written;
        return true;
    }

    private static ImmutableArray<Command> AnyState =>
        [
            new Command<Capability>("CAPABILITY", States.Any, "RFC 9051 §6.1.1", Capability.Parse, Capability.ExecuteAsync),
            new Command<Noop>("NOOP", States.Any, "RFC 9051 §6.1.2", Noop.Parse, Noop.ExecuteAsync),
            new Command<Logout>("LOGOUT", States.Any, "RFC 9051 §6.1.3", Logout.Parse, Logout.ExecuteAsync),
            new Command<Id>("ID", States.Any, "RFC 2971 §3.1", Id.Parse, Id.ExecuteAsync, Uses.KnownState) { Extension = "ID" },
        ];

    private static ImmutableArray<Command> BeforeLogin =>
        [
            new Command<StartTls>("STARTTLS", States.NotAuthenticated, "RFC 9051 §6.2.1", StartTls.Parse, StartTls.ExecuteAsync),
            new Command<Authenticate>(
                "AUTHENTICATE",
                States.NotAuthenticated,
                "RFC 9051 §6.2.2",
                Authenticate.Parse,
                Authenticate.ExecuteAsync
            )
            {
                Capabilities = ["SASL-IR"],
            },
            new Command<Login>("LOGIN", States.NotAuthenticated, "RFC 9051 §6.2.3", Login.Parse, Login.ExecuteAsync),
        ];

    private static ImmutableArray<Command> WithMailboxes =>
        [
            new Command<Enable>("ENABLE", States.LoggedIn, "RFC 5161 §3.1", Enable.Parse, Enable.ExecuteAsync, Uses.KnownState)
            {
                Extension = "ENABLE",
                Capabilities = ["UTF8=ACCEPT"],
            },
            new Command<Select>("SELECT", States.LoggedIn, "RFC 9051 §6.3.2", Select.Parse, Select.ExecuteAsync, Uses.KnownState)
            {
                Capabilities = ["CONDSTORE", "QRESYNC"],
            },
            new Command<Select>("EXAMINE", States.LoggedIn, "RFC 9051 §6.3.3", Select.ParseExamine, Select.ExecuteAsync, Uses.KnownState),
            new Command<Create>("CREATE", States.LoggedIn, "RFC 9051 §6.3.4", Create.Parse, Create.ExecuteAsync)
            {
                Capabilities = ["CREATE-SPECIAL-USE"],
            },
            new Command<Delete>("DELETE", States.LoggedIn, "RFC 9051 §6.3.5", Delete.Parse, Delete.ExecuteAsync),
            new Command<Rename>("RENAME", States.LoggedIn, "RFC 9051 §6.3.6", Rename.Parse, Rename.ExecuteAsync),
            new Command<Subscribe>("SUBSCRIBE", States.LoggedIn, "RFC 9051 §6.3.7", Subscribe.Parse, Subscribe.ExecuteAsync),
            new Command<Subscribe>("UNSUBSCRIBE", States.LoggedIn, "RFC 9051 §6.3.8", Subscribe.ParseUnsubscribe, Subscribe.ExecuteAsync),
            new Command<List>("LIST", States.LoggedIn, "RFC 9051 §6.3.9", List.Parse, List.ExecuteAsync)
            {
                Capabilities = ["CHILDREN", "SPECIAL-USE", "LIST-EXTENDED", "LIST-STATUS"],
            },
            new Command<Lsub>("LSUB", States.LoggedIn, "RFC 3501 §6.3.9", Lsub.Parse, Lsub.ExecuteAsync),
            new Command<Namespace>("NAMESPACE", States.LoggedIn, "RFC 9051 §6.3.10", Namespace.Parse, Namespace.ExecuteAsync)
            {
                Extension = "NAMESPACE",
            },
            new Command<Status>("STATUS", States.LoggedIn, "RFC 9051 §6.3.11", Status.Parse, Status.ExecuteAsync)
            {
                Capabilities = ["STATUS=SIZE"],
            },
            new Command<GetMetadata>(
                "GETMETADATA",
                States.LoggedIn,
                "RFC 5464 §4.2",
                GetMetadata.Parse,
                GetMetadata.ExecuteAsync,
                Uses.KnownState
            )
            {
                Extension = "METADATA",
            },
            new Command<SetMetadata>("SETMETADATA", States.LoggedIn, "RFC 5464 §4.3", SetMetadata.Parse, SetMetadata.ExecuteAsync)
            {
                Extension = "METADATA",
            },
            new Command<Append>("APPEND", States.LoggedIn, "RFC 9051 §6.3.12", Append.Parse, Append.ExecuteAsync)
            {
                Capabilities = ["MULTIAPPEND"],
            },
            new Command<MultiSearchCommand>(
                "ESEARCH",
                States.LoggedIn,
                "RFC 7377 §2",
                MultiSearchCommand.Parse,
                MultiSearchCommand.ExecuteAsync,
                Uses.KnownState
            )
            {
                Extension = "MULTISEARCH",
            },
            new Command<GetQuota>("GETQUOTA", States.LoggedIn, "RFC 9208 §4.1.1", GetQuota.Parse, GetQuota.ExecuteAsync)
            {
                Extension = "QUOTA",
                Capabilities = ["QUOTA=RES-STORAGE", "QUOTA=RES-MESSAGE"],
            },
            new Command<GetQuotaRoot>("GETQUOTAROOT", States.LoggedIn, "RFC 9208 §4.1.2", GetQuotaRoot.Parse, GetQuotaRoot.ExecuteAsync)
            {
                Extension = "QUOTA",
            },
            new Command<SetQuota>("SETQUOTA", States.LoggedIn, "RFC 9208 §4.1.3", SetQuota.Parse, SetQuota.ExecuteAsync)
            {
                Extension = "QUOTA",
                Capabilities = [SetQuota.Capability],
            },
            new Command<Compress>("COMPRESS", States.LoggedIn, "RFC 4978 §3", Compress.Parse, Compress.ExecuteAsync, Uses.KnownState)
            {
                Extension = "COMPRESS=DEFLATE",
            },
            new Command<Notify>("NOTIFY", States.LoggedIn, "RFC 5465 §3.1", Notify.Parse, Notify.ExecuteAsync, Uses.KnownState)
            {
                Extension = "NOTIFY",
            },
            new Command<Idle>("IDLE", States.LoggedIn, "RFC 2177 §3", Idle.Parse, Idle.ExecuteAsync, Uses.KnownState)
            {
                Extension = "IDLE",
            },
        ];

    private static ImmutableArray<Command> WithMessages =>
        [
            new Command<Check>("CHECK", States.Selected, "RFC 3501 §6.4.1", Check.Parse, Check.ExecuteAsync),
            new Command<Close>("CLOSE", States.Selected, "RFC 9051 §6.4.1", Close.Parse, Close.ExecuteAsync),
            new Command<Close>("UNSELECT", States.Selected, "RFC 9051 §6.4.2", Close.ParseUnselect, Close.ExecuteAsync)
            {
                Extension = "UNSELECT",
            },
            new Command<Expunge>("EXPUNGE", States.Selected, "RFC 9051 §6.4.3", Expunge.Parse, Expunge.ExecuteAsync, Uses.KnownState),
            new Command<Expunge>("UID EXPUNGE", States.Selected, "RFC 4315 §2.1", Expunge.ParseUid, Expunge.ExecuteAsync, Uses.KnownState)
            {
                Extension = "UIDPLUS",
            },
            new Command<SearchCommand>(
                "SEARCH",
                States.Selected,
                "RFC 9051 §6.4.4",
                SearchCommand.Parse,
                SearchCommand.ExecuteAsync,
                Uses.SequenceNumbers
            )
            {
                Capabilities = ["ESEARCH", "SEARCHRES", "WITHIN", "INPROGRESS", "OBJECTID", "PARTIAL"],
            },
            new Command<SearchCommand>(
                "UID SEARCH",
                States.Selected,
                "RFC 9051 §6.4.9",
                SearchCommand.ParseUid,
                SearchCommand.ExecuteAsync
            ),
            new Command<SortCommand>(
                "SORT",
                States.Selected,
                "RFC 5256 §3",
                SortCommand.Parse,
                SortCommand.ExecuteAsync,
                Uses.SequenceNumbers
            )
            {
                Extension = "SORT",
                Capabilities = ["SORT=DISPLAY", "ESORT"],
            },
            new Command<SortCommand>("UID SORT", States.Selected, "RFC 5256 §3", SortCommand.ParseUid, SortCommand.ExecuteAsync)
            {
                Extension = "SORT",
            },
            new Command<ThreadCommand>(
                "THREAD",
                States.Selected,
                "RFC 5256 §3",
                ThreadCommand.Parse,
                ThreadCommand.ExecuteAsync,
                Uses.SequenceNumbers
            )
            {
                Capabilities = ["THREAD=REFERENCES", "THREAD=ORDEREDSUBJECT"],
            },
            new Command<ThreadCommand>("UID THREAD", States.Selected, "RFC 5256 §3", ThreadCommand.ParseUid, ThreadCommand.ExecuteAsync),
            new Command<FetchCommand>(
                "FETCH",
                States.Selected,
                "RFC 9051 §6.4.5",
                FetchCommand.Parse,
                FetchCommand.ExecuteAsync,
                Uses.SequenceNumbers | Uses.KnownState
            )
            {
                Capabilities = ["BINARY", "PREVIEW", "SAVEDATE"],
            },
            new Command<FetchCommand>(
                "UID FETCH",
                States.Selected,
                "RFC 9051 §6.4.9",
                FetchCommand.ParseUid,
                FetchCommand.ExecuteAsync,
                Uses.KnownState
            )
            {
                Capabilities = ["UIDONLY"],
            },
            new Command<Store>(
                "STORE",
                States.Selected,
                "RFC 9051 §6.4.6",
                Store.Parse,
                Store.ExecuteAsync,
                Uses.SequenceNumbers | Uses.KnownState
            ),
            new Command<Store>("UID STORE", States.Selected, "RFC 9051 §6.4.9", Store.ParseUid, Store.ExecuteAsync, Uses.KnownState),
            new Command<Copy>("COPY", States.Selected, "RFC 9051 §6.4.7", Copy.Parse, Copy.ExecuteAsync, Uses.KnownState),
            new Command<Copy>("UID COPY", States.Selected, "RFC 9051 §6.4.9", Copy.ParseUid, Copy.ExecuteAsync, Uses.KnownState),
            new Command<Replace>("REPLACE", States.Selected, "RFC 8508 §3.3", Replace.Parse, Replace.ExecuteAsync, Uses.KnownState)
            {
                Extension = "REPLACE",
            },
            new Command<Replace>("UID REPLACE", States.Selected, "RFC 8508 §3.4", Replace.ParseUid, Replace.ExecuteAsync, Uses.KnownState)
            {
                Extension = "REPLACE",
            },
            new Command<Move>("MOVE", States.Selected, "RFC 6851 §3.1", Move.Parse, Move.ExecuteAsync, Uses.KnownState)
            {
                Extension = "MOVE",
            },
            new Command<Move>("UID MOVE", States.Selected, "RFC 6851 §3.2", Move.ParseUid, Move.ExecuteAsync, Uses.KnownState)
            {
                Extension = "MOVE",
            },
        ];
}
