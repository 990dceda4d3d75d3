using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Imap.Grammar;

/// <summary>
/// Reads one whole command, literals in their places, by the grammar of RFC 9051 §9: a method for each rule, named after it. A method either takes
/// what its rule says or throws <see cref="ImapSyntaxException"/>; those named <c>Try</c> look first.
/// </summary>
/// <param name="utf8">The client has enabled UTF-8, so that mailbox names are not in modified UTF-7 (RFC 9755 §3).</param>
internal ref partial struct ImapReader(ReadOnlySpan<byte> text, bool utf8 = false)
{
    /// <summary>The deepest nesting of parentheses: deeper is an attack on the stack.</summary>
    public const int MaxDepth = 50;

    private readonly ReadOnlySpan<byte> text = text;
    private int position;
    private int depth;

    /// <summary>Whether the client has enabled UTF-8.</summary>
    public readonly bool Utf8 { get; } = utf8;

    /// <summary>The client has given up sequence numbers (RFC 9586 §3).</summary>
    public readonly bool UidOnly { get; init; }

    public readonly bool AtEnd => position == text.Length;

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => text[position..];

    /// <summary>The next octet; 0 at the end (no command has a NUL outside of literals).</summary>
    public readonly byte Peek => position < text.Length ? text[position] : (byte)0;

    /// <summary>What was read since <paramref name="start"/>, to be echoed as the client wrote it.</summary>
    public readonly ReadOnlySpan<byte> Since(int start) => text[start..position];

    /// <summary>Where the reader is, for <see cref="Since"/>.</summary>
    public readonly int Position => position;

    public readonly void End()
    {
        if (!AtEnd)
            throw new ImapSyntaxException("Unexpected text at the end of the command");
    }

    public void Space() => Octet((byte)' ', "a space");

    public bool TrySpace() => TryOctet((byte)' ');

    /// <summary>Takes "(".</summary>
    public void Open()
    {
        Octet((byte)'(', "\"(\"");
        Deeper();
    }

    public bool TryOpen()
    {
        if (!TryOctet((byte)'('))
            return false;
        Deeper();
        return true;
    }

    /// <summary>Takes ")".</summary>
    public void Close()
    {
        Octet((byte)')', "\")\"");
        depth--;
    }

    public bool TryClose()
    {
        if (!TryOctet((byte)')'))
            return false;
        depth--;
        return true;
    }

    /// <summary>Takes one octet if it is next.</summary>
    public bool TryOctet(byte octet)
    {
        if (Peek != octet || AtEnd)
            return false;
        position++;
        return true;
    }

    /// <summary>Takes one octet, which <paramref name="name"/> names for people.</summary>
    public void Octet(byte octet, string name)
    {
        if (!TryOctet(octet))
            throw new ImapSyntaxException($"Expected {name}");
    }

    /// <summary>Takes a word of the grammar, in any case, if the whole of the next atom is it.</summary>
    public bool TryWord(ReadOnlySpan<byte> word)
    {
        var next = Rest[..RunOf(Octets.Atom)];
        if (!Ascii.EqualsIgnoreCase(next, word))
            return false;
        position += word.Length;
        return true;
    }

    /// <summary>Takes these octets, in any case, if they are next, whatever follows: <c>BODY</c> of <c>BODY[</c>.</summary>
    public bool TryText(ReadOnlySpan<byte> wanted)
    {
        if (Rest.Length < wanted.Length || !Ascii.EqualsIgnoreCase(Rest[..wanted.Length], wanted))
            return false;
        position += wanted.Length;
        return true;
    }

    public ReadOnlySpan<byte> Tag() => Run(Octets.Tag, "a tag");

    public ReadOnlySpan<byte> Atom() => Run(Octets.Atom, "an atom");

    /// <summary>The text of a base64 <c>initial-resp</c> or <c>=</c> (RFC 4959 §3), not decoded.</summary>
    public ReadOnlySpan<byte> Base64() => Run(Octets.Base64, "base64");

    /// <summary>Items in parentheses, parted by single spaces; at least one.</summary>
    public ImmutableArray<T> List<T>(Rule<T> item)
    {
        Open();
        var items = ImmutableArray.CreateBuilder<T>();
        do items.Add(item(ref this));
        while (TrySpace());
        Close();
        return items.ToImmutable();
    }

    private ReadOnlySpan<byte> Run(System.Buffers.SearchValues<byte> octets, string name)
    {
        var length = RunOf(octets);
        if (length == 0)
            throw new ImapSyntaxException($"Expected {name}");
        position += length;
        return text.Slice(position - length, length);
    }

    private readonly int RunOf(System.Buffers.SearchValues<byte> octets) =>
        Rest.IndexOfAnyExcept(octets) is >= 0 and var length ? length : Rest.Length;

    private void Deeper()
    {
        if (++depth > MaxDepth)
            throw new ImapSyntaxException("Too many parentheses inside each other");
    }
}

/// <summary>Reads what one rule of the grammar describes.</summary>
internal delegate T Rule<out T>(ref ImapReader reader);
