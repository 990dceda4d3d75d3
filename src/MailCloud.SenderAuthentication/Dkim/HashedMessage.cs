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
    private readonly ReadOnlyMemory<byte> header;
    private readonly List<Field> fields = [];
    private readonly Dictionary<string, List<int>> places = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(Canonicalization, long?), BodyHash> bodyHashes = [];
    private bool bodyHasBegun;

    /// <param name="header">
    /// The header, byte for byte, with or without the blank line that ends it. It is the caller's to bound its size, and to leave it as it is while this object lives.
    /// </param>
    public HashedMessage(ReadOnlyMemory<byte> header)
    {
        this.header = header;
        var start = 0;
        foreach (var field in new HeaderBlock(header.Span))
        {
            if (!field.Name.IsEmpty)
                Add(new Field(start, field.Bytes.Length, field.Name.Length), Encoding.Latin1.GetString(field.Name));
            start += field.Bytes.Length;
        }
    }

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

    /// <summary>The places of the fields with a name, from the top.</summary>
    internal IReadOnlyList<int> Places(string name) => places.TryGetValue(name, out var found) ? found : [];

    /// <summary>The field at a place, with its line end.</summary>
    internal ReadOnlyMemory<byte> FieldAt(int place) => header.Slice(fields[place].Start, fields[place].Length);

    /// <summary>Where in <see cref="FieldAt"/> the value begins, behind the colon.</summary>
    internal int ValueStart(int place)
    {
        var name = fields[place].NameLength;
        return name + FieldAt(place).Span[name..].IndexOf((byte)':') + 1;
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
    internal IEnumerable<int> Select(IEnumerable<string> names, int except = -1)
    {
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var found = Places(name);
            var i = next.TryGetValue(name, out var rest) ? rest : found.Count - 1;
            if (i >= 0 && found[i] == except)
                i--;
            if (i >= 0)
                yield return found[i];
            next[name] = i - 1;
        }
    }

    /// <summary>Writes the fields at these places in canonical form.</summary>
    internal void WriteFields(IEnumerable<int> selected, Canonicalization canonicalization, ArrayBufferWriter<byte> output)
    {
        foreach (var place in selected)
            CanonicalHeader.Write(FieldAt(place).Span, fields[place].NameLength, canonicalization, output);
    }

    /// <summary>The SHA-256 of the fields at these places and, behind them, of the signature at its own place (RFC 6376 §3.7).</summary>
    /// <param name="value">Where in the signature's field the value of its tag b is.</param>
    internal byte[] HashHeader(IEnumerable<int> selected, int signature, Range value, Canonicalization canonicalization)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        WriteFields(selected, canonicalization, output);
        CanonicalHeader.WriteSignature(FieldAt(signature).Span, fields[signature].NameLength, value, canonicalization, output);
        return SHA256.HashData(output.WrittenSpan);
    }

    private void Add(Field field, string name)
    {
        if (!places.TryGetValue(name, out var found))
            places[name] = found = [];
        found.Add(fields.Count);
        fields.Add(field);
    }

    private readonly record struct Field(int Start, int Length, int NameLength);
}
