using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Output;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Reads annotations of a mailbox or, where its name is empty, of the server (GETMETADATA, RFC 5464 §4.2). What a user notes about the server is kept in
/// the account.
/// <code>
/// C: A1 GETMETADATA (DEPTH infinity MAXSIZE 1024) INBOX (/private /shared/comment)
/// S: * METADATA "INBOX" (/private/comment "Important" /shared/comment NIL)
/// S: A1 OK Done
/// </code>
/// </summary>
/// <param name="Depth">How many levels below the entries are wanted, too (RFC 5464 §4.2.2).</param>
/// <param name="MaxSize">Longer values are left out; the client is told how long the longest is (RFC 5464 §4.2.1).</param>
internal sealed record GetMetadata(string Mailbox, ImmutableArray<string> Entries, int Depth, long MaxSize)
{
    /// <summary>A client has no use for more.</summary>
    private const int MaxEntries = 100;

    public static GetMetadata Parse(ref ImapReader reader)
    {
        var (depth, maxSize) = (0, long.MaxValue);
        reader.Space();
        if (TryOptions(ref reader, ref depth, ref maxSize))
            reader.Space();
        var mailbox = reader.Mailbox();
        reader.Space();
        // The examples of the RFC have the options here, and some clients follow them.
        if (TryOptions(ref reader, ref depth, ref maxSize))
            reader.Space();
        var entries = reader.Peek == (byte)'(' ? reader.List(EntryName.Read) : [EntryName.Read(ref reader)];
        return entries.Length <= MaxEntries
            ? new GetMetadata(mailbox, entries, depth, maxSize)
            : throw new ImapSyntaxException("Too many entries");
    }

    public static async ValueTask<Completion> ExecuteAsync(GetMetadata command, ImapSession session, CancellationToken cancellationToken)
    {
        var account = await session.ReadAsync(StateDepth.Messages, cancellationToken);
        var mailbox = command.Mailbox.Length == 0 ? null : account.Directory.Find(command.Mailbox);
        if (command.Mailbox.Length > 0 && mailbox is null)
            return Completion.No(Refusal.NoSuchMailbox);
        var there = ComputedEntries.With(account.Annotations.Of(mailbox?.Id), mailbox, session.Account);

        var wanted = command.Select(there).DistinctBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var longest = wanted.Max(entry => (long?)entry.Value?.Length) ?? 0;
        Write(mailbox?.Name ?? "", wanted.FindAll(entry => !(entry.Value?.Length > command.MaxSize)), session.Output);
        return Completion.Ok("Done", longest > command.MaxSize ? ResponseCode.MetadataLongEntries(longest) : null);
    }

    /// <summary>The entries that were asked for, whether they are there or not, each followed by those below it that are there.</summary>
    private IEnumerable<(string Name, ReadOnlyMemory<byte>? Value)> Select(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> there)
    {
        foreach (var name in Entries)
        {
            if (name.AsSpan(1).Contains('/'))
                yield return (name, Annotations.Find(there, name));
            foreach (var (below, value) in there)
                if (EntryName.LevelsBelow(below, name) is > 0 and var levels && levels <= Depth)
                    yield return (below, value);
        }
    }

    private static void Write(string mailbox, List<(string Name, ReadOnlyMemory<byte>? Value)> entries, ImapWriter output)
    {
        if (entries.Count == 0)
            return;
        output.Write("* METADATA "u8).Mailbox(mailbox).Write(" "u8);
        for (var i = 0; i < entries.Count; i++)
        {
            output.Write(i == 0 ? "("u8 : " "u8).EntryName(entries[i].Name).Write(" "u8);
            if (entries[i].Value is { } value)
                output.AnyOctets(value.Span);
            else
                output.Nil();
        }
        output.Write(")"u8).EndLine();
    }

    /// <summary><c>getmetadata-options</c>.</summary>
    private static bool TryOptions(ref ImapReader reader, ref int depth, ref long maxSize)
    {
        if (!Ascii.EqualsIgnoreCase(FirstWord(reader.Rest), "(DEPTH"u8) && !Ascii.EqualsIgnoreCase(FirstWord(reader.Rest), "(MAXSIZE"u8))
            return false;
        reader.Open();
        do
        {
            if (reader.TryText("MAXSIZE "u8))
                maxSize = reader.Number();
            else if (reader.TryText("DEPTH "u8))
                depth = DepthOf(ref reader);
            else
                throw new ImapSyntaxException("There is no such option");
        } while (reader.TrySpace());
        reader.Close();
        return true;
    }

    private static int DepthOf(ref ImapReader reader) =>
        reader.TryWord("0"u8) ? 0
        : reader.TryWord("1"u8) ? 1
        : reader.TryWord("infinity"u8) ? int.MaxValue
        : throw new ImapSyntaxException("DEPTH is 0, 1 or infinity");

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)' ') is >= 0 and var end ? text[..end] : text;
}
