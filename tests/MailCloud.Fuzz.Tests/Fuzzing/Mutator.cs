using System.Text;

namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>
/// Makes new inputs of known ones: changed bits and octets, pieces that are left out, repeated, or put together from two inputs, words that mean something, and numbers at
/// the edges of types. The same seed makes the same inputs.
/// </summary>
internal sealed class Mutator
{
    private const int MaxPool = 4096;
    private const int MostChanges = 6;

    // What grammars are made of, and what they forget.
    private static readonly byte[] SpecialOctets = [.. "\0\t\r\n \"%&'()*+,-./:;<=>?@[\\]{}~\x7F"u8, 0x80, 0xC0, 0xE2, 0xED, 0xF0, 0xFF];

    private static readonly string[] Numbers =
    [
        "0",
        "1",
        "-1",
        "007",
        "255",
        "256",
        "65536",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "1000000000000000000000000000000",
    ];

    // Beyond ASCII: a letter, a combination, an emoji, a byte order mark; an encoding that is too long, half of a surrogate pair, and a value beyond Unicode.
    private static readonly byte[][] Letters =
    [
        [0xC3, 0xA4],
        [0x61, 0xCC, 0x88],
        [0xF0, 0x9F, 0x93, 0xAE],
        [0xEF, 0xBB, 0xBF],
        [0xC0, 0xAF],
        [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80],
    ];

    private readonly Random random;
    private readonly List<byte[]> pool;
    private readonly int seeds;
    private readonly byte[][] tokens;
    private readonly int maxLength;

    public Mutator(FuzzTarget target, int seed)
    {
        random = new Random(HashCode(target.Name, seed));
        pool = [.. target.Seeds().Select(input => input.Length <= target.MaxLength ? input : input[..target.MaxLength]), []];
        seeds = pool.Count;
        tokens = [.. target.Tokens.Select(Encoding.Latin1.GetBytes)];
        maxLength = target.MaxLength;
    }

    /// <summary>The inputs that everything begins with.</summary>
    public IEnumerable<byte[]> Seeds => pool.Take(seeds);

    public byte[] Next()
    {
        var input = new List<byte>(Pick());
        for (var changes = random.Next(1, MostChanges); changes > 0; changes--)
            Change(input);
        if (input.Count > maxLength)
            input.RemoveRange(maxLength, input.Count - maxLength);
        return [.. input];
    }

    /// <summary>An input did something new: it is changed further. Seeds are never forgotten.</summary>
    public void Keep(byte[] input)
    {
        if (pool.Count < MaxPool)
            pool.Add(input);
        else
            pool[random.Next(seeds, MaxPool)] = input;
    }

    private byte[] Pick() => pool[random.Next(pool.Count)];

    private void Change(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var octet = Math.Min(at, input.Count - 1);
        switch (random.Next(13))
        {
            case 0 when input.Count > 0:
                input[octet] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when input.Count > 0:
                input[octet] = (byte)random.Next(256);
                break;
            case 2:
                input.Insert(at, SpecialOctets[random.Next(SpecialOctets.Length)]);
                break;
            case 3 or 4 when tokens.Length > 0:
                input.InsertRange(at, tokens[random.Next(tokens.Length)]);
                break;
            case 5 when tokens.Length > 0:
                Replace(input, at, tokens[random.Next(tokens.Length)]);
                break;
            case 6:
                input.RemoveRange(at, random.Next(Math.Min(input.Count - at, 64) + 1));
                break;
            case 7:
                input.InsertRange(at, Piece(input, 64));
                break;
            case 8:
                Repeat(input, at);
                break;
            case 9:
                Splice(input, at);
                break;
            case 10:
                ReplaceNumber(input, at);
                break;
            case 11:
                input.InsertRange(at, Letters[random.Next(Letters.Length)]);
                break;
            default:
                input.RemoveRange(at, input.Count - at);
                break;
        }
    }

    private static void Replace(List<byte> input, int at, byte[] by)
    {
        input.RemoveRange(at, Math.Min(by.Length, input.Count - at));
        input.InsertRange(at, by);
    }

    /// <summary>One piece over and over: what is nested, what is listed, and what takes time that grows with its square.</summary>
    private void Repeat(List<byte> input, int at)
    {
        var piece = Piece(input, 8);
        if (piece.Length == 0)
            return;
        var times = 1 << random.Next(14);
        var all = new byte[Math.Min(times * piece.Length, maxLength)];
        for (var i = 0; i < all.Length; i++)
            all[i] = piece[i % piece.Length];
        input.InsertRange(at, all);
    }

    private void Splice(List<byte> input, int at)
    {
        var other = Pick();
        var from = random.Next(other.Length + 1);
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other[from..]);
    }

    private void ReplaceNumber(List<byte> input, int at)
    {
        var start = input.FindIndex(at, octet => char.IsAsciiDigit((char)octet));
        if (start < 0)
            return;
        var end = start;
        while (end < input.Count && char.IsAsciiDigit((char)input[end]))
            end++;
        input.RemoveRange(start, end - start);
        input.InsertRange(start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
    }

    private byte[] Piece(List<byte> input, int most)
    {
        var start = random.Next(input.Count + 1);
        return [.. input.GetRange(start, random.Next(Math.Min(input.Count - start, most) + 1))];
    }

    // That of the framework is another in each process.
    private static int HashCode(string text, int seed) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c));
}
