using System.Buffers;
using System.Security.Cryptography;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>
/// The SHA-256 of a body in canonical form (RFC 6376 §3.4.3 and §3.4.4), taken as the body goes by in pieces cut anywhere. Needs the same memory for a body of
/// any size. Only CRLF ends a line: a lone CR or LF is an octet like any other, as it is for those who verify.
/// </summary>
internal sealed class BodyHash : IDisposable
{
    private static readonly SearchValues<byte> SimpleStops = SearchValues.Create("\r"u8);
    private static readonly SearchValues<byte> RelaxedStops = SearchValues.Create("\r \t"u8);

    private readonly Canonicalization canonicalization;
    private readonly SearchValues<byte> stops;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[4096];
    private int buffered;

    // What was read and is not written yet, because what it becomes depends on what follows: empty lines at the end of the body
    // and white space at the end of a line do not count.
    private long heldLineEnds;
    private bool heldBlank;
    private bool heldReturn;
    private byte[]? digest;

    /// <param name="limit">How many octets of the canonical form count (the tag l); null: all.</param>
    public BodyHash(Canonicalization canonicalization, long? limit)
    {
        this.canonicalization = canonicalization;
        stops = canonicalization is Canonicalization.Simple ? SimpleStops : RelaxedStops;
        Limit = limit;
    }

    public long? Limit { get; }

    /// <summary>The length of the canonical form; whole once <see cref="Complete"/> has been called.</summary>
    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> octets)
    {
        ObjectDisposedException.ThrowIf(digest is not null, this);
        while (!octets.IsEmpty)
            octets = octets[Take(octets)..];
    }

    /// <summary>Ends the body. May be called again.</summary>
    public byte[] Complete()
    {
        if (digest is not null)
            return digest;
        if (heldReturn)
            WriteHeld("\r"u8);
        // Of the empty lines at the end the first line end stays. A body that is nothing else is empty, and only "simple" gives it one.
        if (canonicalization is Canonicalization.Simple || Length > 0)
            Write("\r\n"u8);
        hash.AppendData(buffer.AsSpan(0, buffered));
        digest = hash.GetHashAndReset();
        hash.Dispose();
        return digest;
    }

    public void Dispose() => hash.Dispose();

    /// <summary>Takes what the octets begin with and says how many octets that is.</summary>
    private int Take(ReadOnlySpan<byte> octets)
    {
        if (heldReturn)
        {
            heldReturn = false;
            if (octets[0] == '\n')
            {
                heldLineEnds++;
                heldBlank = false;
                return 1;
            }
            WriteHeld("\r"u8);
        }
        if (octets[0] == '\r')
        {
            heldReturn = true;
            return 1;
        }
        if (canonicalization is Canonicalization.Relaxed && octets[0] is (byte)' ' or (byte)'\t')
        {
            heldBlank = true;
            return Run(octets.IndexOfAnyExcept((byte)' ', (byte)'\t'), octets);
        }
        var run = OrdinaryRun(octets);
        WriteHeld(octets[..run]);
        return run;
    }

    /// <summary>How many octets at the beginning are written as they are.</summary>
    private int OrdinaryRun(ReadOnlySpan<byte> octets)
    {
        var run = 0;
        while (true)
        {
            run += Run(octets[run..].IndexOfAny(stops), octets[run..]);
            // Most blanks stand alone between words, and stay.
            if (run + 1 >= octets.Length || octets[run] != ' ' || octets[run + 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
                return run;
            run++;
        }
    }

    private static int Run(int end, ReadOnlySpan<byte> octets) => end < 0 ? octets.Length : end;

    private void WriteHeld(ReadOnlySpan<byte> text)
    {
        for (; heldLineEnds > 0; heldLineEnds--)
            Write("\r\n"u8);
        if (heldBlank)
            Write(" "u8);
        heldBlank = false;
        Write(text);
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        var counted = Limit is { } limit ? (int)Math.Clamp(limit - Length, 0, text.Length) : text.Length;
        Length += text.Length;
        text = text[..counted];
        while (!text.IsEmpty)
        {
            var piece = text[..Math.Min(text.Length, buffer.Length - buffered)];
            piece.CopyTo(buffer.AsSpan(buffered));
            buffered += piece.Length;
            text = text[piece.Length..];
            if (buffered == buffer.Length)
            {
                hash.AppendData(buffer);
                buffered = 0;
            }
        }
    }
}
