using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>
/// A message as those see it who sign it or check its signatures: the header as a whole, the body as it goes by. First make what wants to know of it
/// (<see cref="DkimVerifier"/>, <see cref="DkimSigner"/>, …), then <see cref="Append"/> the body, then ask them: whoever needs the same hash of the body shares it.
/// </summary>
public sealed class HashedMessage : IDisposable
{
    private const int MaxNameLength = 998;

    private readonly ReadOnlyMemory<byte> header;
    private readonly Dictionary<(Canonicalization, long?), BodyHash> bodyHashes = [];
    private bool bodyHasBegun;

    /// <param name="header">
    /// The header, byte for byte, with or without the blank line that ends it. It is the caller's to bound its size, and to leave it as it is while this object lives.
    /// </param>
    public HashedMessage(ReadOnlyMemory<byte> header) => this.header = header;

    /// <summary>Takes the next octets of the body: all that follows the blank line, as it came.</summary>
    public void Append(ReadOnlySpan<byte> body)
    {
        bodyHasBegun = true;
        foreach (var hash in bodyHashes.Values)
            hash.Append(body);
    }

    public void Dispose()
    {
        foreach (var hash in bodyHashes.Values)
            hash.Dispose();
    }

    /// <summary>The places of the fields with a name, from the top: where in the header they begin.</summary>
    internal List<int> Places(string name)
    {
        List<int> places = [];
        var start = 0;
        foreach (var field in new HeaderBlock(header.Span))
        {
            if (field.Is(name))
                places.Add(start);
            start += field.Bytes.Length;
        }
        return places;
    }

    /// <summary>The field at a place, with its line end.</summary>
    internal ReadOnlyMemory<byte> FieldAt(int place) => header.Slice(place, Read(place).Bytes.Length);

    /// <summary>Where in <see cref="FieldAt"/> the value begins, behind the colon.</summary>
    internal int ValueStart(int place)
    {
        var field = Read(place);
        return field.Bytes.Length - field.Value.Length;
    }

    /// <summary>The hash of the body that is about to be appended. The same question gets the same object.</summary>
    internal BodyHash HashBody(Canonicalization canonicalization, long? limit = null)
    {
        if (bodyHashes.TryGetValue((canonicalization, limit), out var hash))
            return hash;
        if (bodyHasBegun)
            throw new InvalidOperationException("A part of the body has gone by already.");
        return bodyHashes[(canonicalization, limit)] = new BodyHash(canonicalization, limit);
    }

    /// <summary>
    /// The places of the fields that a signature names (RFC 6376 §5.4.2): of those with one name the last comes first, and a name that comes more often than there
    /// are fields means nothing.
    /// </summary>
    /// <param name="except">The place of the signature itself, which its own list never means; none while it is being made.</param>
    internal List<int> Select(IReadOnlyCollection<string> names, int except = -1)
    {
        var wanted = new Dictionary<string, Stack<int>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            wanted.TryAdd(name, new Stack<int>());
        // Of the header's fields only those are kept that somebody asked for: strangers choose how many there are.
        var fields = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[MaxNameLength];
        var start = 0;
        foreach (var field in new HeaderBlock(header.Span))
        {
            if (field.Name.Length is > 0 and <= MaxNameLength && start != except)
            {
                var length = Encoding.Latin1.GetChars(field.Name, buffer);
                if (fields.TryGetValue(buffer[..length], out var places))
                    places.Push(start);
            }
            start += field.Bytes.Length;
        }
        List<int> selected = [];
        foreach (var name in names)
        {
            if (wanted[name].TryPop(out var place))
                selected.Add(place);
        }
        return selected;
    }

    /// <summary>Writes the fields at these places in canonical form.</summary>
    internal void WriteFields(IEnumerable<int> selected, Canonicalization canonicalization, ArrayBufferWriter<byte> output)
    {
        foreach (var place in selected)
        {
            var field = Read(place);
            CanonicalHeader.Write(field.Bytes, field.Name.Length, canonicalization, output);
        }
    }

    /// <summary>The SHA-256 of the fields at these places and, behind them, of the signature at its own place (RFC 6376 §3.7).</summary>
    /// <param name="value">Where in the signature's field the value of its tag b is.</param>
    internal byte[] HashHeader(IEnumerable<int> selected, int signature, Range value, Canonicalization canonicalization)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        WriteFields(selected, canonicalization, output);
        var own = Read(signature);
        CanonicalHeader.WriteSignature(own.Bytes, own.Name.Length, value, canonicalization, output);
        return SHA256.HashData(output.WrittenSpan);
    }

    private HeaderField Read(int place)
    {
        var fields = new HeaderBlock(header.Span[place..]).GetEnumerator();
        fields.MoveNext();
        return fields.Current;
    }
}
