using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Protocol;

namespace MailCloud.Imap.Output;

/// <summary>
/// Writes responses by the grammar of RFC 9051 §9 straight into the connection's buffer: a method for each rule, as in <see cref="ImapReader"/>. Rows
/// of FETCH make no strings on their way. Nothing is sent before a flush: the framer flushes when it waits for the client, and whoever writes rows
/// calls <see cref="ImapSession.FlushIfLargeAsync"/> between them.
/// </summary>
internal sealed class ImapWriter(IConnection connection)
{
    /// <summary>Octets that may gather before they are flushed.</summary>
    public const int MaxUnflushed = LineReader.MaxUnflushed;

    /// <summary>A longer string goes as a literal: clients keep small buffers for lines.</summary>
    private const int MaxQuoted = 1000;

    private static readonly byte[] Months = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.ToArray();

    /// <summary>Quoted strings may hold UTF-8, and mailbox names are in it (RFC 9755 §3, RFC 9051 §5.1).</summary>
    public bool Utf8 { get; set; }

    /// <summary>The client reads UTF-8 in what stood in headers, too (RFC 9755 §3); IMAP4rev2 alone does not say so.</summary>
    public bool Utf8Headers { get; set; }

    /// <summary>Where a store copies a message's octets to.</summary>
    public PipeWriter Pipe => connection.Output;

    /// <summary>Writes octets as they are: names and punctuation of a response.</summary>
    public ImapWriter Write(ReadOnlySpan<byte> octets)
    {
        Pipe.Write(octets);
        return this;
    }

    public ImapWriter Number(ulong number)
    {
        Pipe.WriteNumber(number);
        return this;
    }

    public ImapWriter Number(int number) => Number((ulong)number);

    /// <summary>Text for people; it ends a line.</summary>
    public ImapWriter Text(string text)
    {
        Pipe.WriteText(text);
        return this;
    }

    public ImapWriter Nil() => Write("NIL"u8);

    /// <summary>Ends the response.</summary>
    public void EndLine() => Pipe.WriteCrlf();

    /// <summary><c>string</c>: quoted where the client can read that, else a literal.</summary>
    public ImapWriter String(ReadOnlySpan<byte> octets)
    {
        if (
            octets.Length > MaxQuoted
            || octets.ContainsAny(Octets.Unquotable)
            || (!Utf8 && octets.ContainsAnyInRange((byte)0x80, (byte)0xFF))
        )
            return LiteralHeader(octets.Length).Write(octets);
        Pipe.WriteOctet((byte)'"');
        while (octets.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var special)
        {
            Pipe.Write(octets[..special]);
            Pipe.WriteOctet((byte)'\\');
            Pipe.WriteOctet(octets[special]);
            octets = octets[(special + 1)..];
        }
        Pipe.Write(octets);
        Pipe.WriteOctet((byte)'"');
        return this;
    }

    /// <summary><c>string</c>, of text in UTF-8.</summary>
    public ImapWriter String(ReadOnlySpan<char> text)
    {
        const int onStack = 512;
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size > onStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var octets = rented ?? stackalloc byte[onStack];
        String(octets[..Encoding.UTF8.GetBytes(text, octets)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary><c>string / literal8</c>: any octets, NUL among them or not.</summary>
    public ImapWriter AnyOctets(ReadOnlySpan<byte> octets) =>
        octets.Contains((byte)0) ? LiteralHeader(octets.Length, isBinary: true).Write(octets) : String(octets);

    /// <summary><c>entry</c> (RFC 5464 §5): as it is where that is an atom, else quoted.</summary>
    public ImapWriter EntryName(string name)
    {
        const int onStack = 512;
        var octets = name.Length <= onStack ? stackalloc byte[name.Length] : new byte[name.Length];
        Encoding.ASCII.GetBytes(name, octets);
        return octets.ContainsAnyExcept(Octets.Atom) ? String(octets) : Write(octets);
    }

    /// <summary>What announces a literal of that size; its octets have to follow, exactly so many.</summary>
    /// <param name="isBinary">It is a <c>literal8</c>: NUL may be among its octets.</param>
    public ImapWriter LiteralHeader(long size, bool isBinary = false)
    {
        Write(isBinary ? "~{"u8 : "{"u8);
        Pipe.WriteNumber(size);
        return Write("}\r\n"u8);
    }

    /// <summary><c>mailbox</c>, quoted in any case: some clients do not read an atom here.</summary>
    public ImapWriter Mailbox(string name) => String(Utf8 ? name : ModifiedUtf7.Encode(name));

    /// <summary><c>uid-set</c>, not empty.</summary>
    public ImapWriter UidRanges(ReadOnlySpan<UidRange> ranges)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            if (i > 0)
                Write(","u8);
            Number(ranges[i].First.Value);
            if (ranges[i].Last != ranges[i].First)
                Write(":"u8).Number(ranges[i].Last.Value);
        }
        return this;
    }

    /// <summary><c>objectid</c> of a mailbox (RFC 8474 §4): a letter before the number, so that it is never taken for a message's.</summary>
    public ImapWriter MailboxId(MailboxId mailbox) => Write("F"u8).Number(mailbox.Value);

    /// <summary><c>flag-list</c> of a message, in parentheses.</summary>
    public ImapWriter Flags(MessageFlags flags, ulong keywords, KeywordTable table)
    {
        var first = true;
        Write("("u8);
        foreach (var (flag, name) in FlagList.SystemFlags)
            if ((flags & flag) != 0)
                Item(name.Span, ref first);
        for (var index = 0; keywords != 0; index++, keywords >>= 1)
            if ((keywords & 1) != 0)
                Keyword(table.Names[index], ref first);
        return Write(")"u8);
    }

    /// <summary>The names of the system flags and of a mailbox's keywords, parted by spaces.</summary>
    public ImapWriter FlagNames(KeywordTable table)
    {
        var first = true;
        foreach (var (_, name) in FlagList.SystemFlags)
            Item(name.Span, ref first);
        foreach (var keyword in table.Names)
            Keyword(keyword, ref first);
        return this;
    }

    /// <summary><c>date-time</c>, in UTC: <c>" 7-Feb-1994 21:52:25 +0000"</c>.</summary>
    public ImapWriter DateTime(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        Write("\""u8).Digits(utc.Day, 2).Write("-"u8).Write(Months.AsSpan(3 * (utc.Month - 1), 3)).Write("-"u8).Digits(utc.Year, 4);
        Write(" "u8).Digits(utc.Hour, 2).Write(":"u8).Digits(utc.Minute, 2).Write(":"u8).Digits(utc.Second, 2);
        return Write(" +0000\""u8);
    }

    /// <exception cref="IOException">The client has gone: nobody needs the rest of the response.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if ((await Pipe.FlushAsync(cancellationToken)).IsCompleted)
            throw new IOException("The client has gone.");
    }

    private ImapWriter Digits(int number, int count)
    {
        var digits = Pipe.GetSpan(count)[..count];
        for (var place = count - 1; place >= 0; place--, number /= 10)
            digits[place] = (byte)('0' + number % 10);
        Pipe.Advance(count);
        return this;
    }

    private void Item(ReadOnlySpan<byte> name, ref bool first)
    {
        if (!first)
            Write(" "u8);
        first = false;
        Write(name);
    }

    // A keyword is an atom, so it is ASCII.
    private void Keyword(string name, ref bool first)
    {
        Item([], ref first);
        Encoding.ASCII.GetBytes(name, Pipe);
    }
}
