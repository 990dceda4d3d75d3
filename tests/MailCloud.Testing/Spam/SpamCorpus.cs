using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Testing.Spam;

/// <summary>A message of the SpamAssassin corpus.</summary>
/// <param name="Folder">The part of the corpus: <c>easy-ham-1</c>, <c>hard-ham-1</c>, <c>spam-2</c> …</param>
/// <param name="Fold">Which of the <see cref="SpamCorpus.Folds"/> it is in; near-duplicates are in the same one.</param>
public sealed record LabelledMessage(string Folder, string Name, byte[] Content, int Fold)
{
    public bool IsSpam => Folder.StartsWith("spam", StringComparison.Ordinal);
}

/// <summary>
/// The SpamAssassin corpus, divided by what the messages say: always in the same way, and so that the same text, sent again with another name or number in
/// it, is never on both sides of a trial.
/// </summary>
public static class SpamCorpus
{
    public const int Folds = 5;

    private const string Root = "spamassassin/data/";

    /// <summary>Words that follow each other in one shingle.</summary>
    private const int ShingleLength = 5;

    /// <summary>Texts are taken to be alike when the smallest hashes of one of so many groups of hashes agree.</summary>
    private const int Bands = 8;

    private const int RowsInBand = 3;

    public static IReadOnlyList<LabelledMessage> Read()
    {
        var files = Corpora.Files("spamassassin/data").Where(file => file.Name.EndsWith(".txt", StringComparison.Ordinal)).ToList();
        var contents = files.ConvertAll(file => WithoutMailboxLine(file.Read()));
        var groups = Group(contents);
        return
        [
            .. files.Select(
                (file, index) =>
                {
                    var path = file.Name[Root.Length..].Split('/');
                    return new LabelledMessage(path[0], path[1], contents[index], Fold(contents[groups[index]]));
                }
            ),
        ];
    }

    /// <summary>The line <c>From …</c> with which a mailbox file begins each message is not part of the message.</summary>
    private static byte[] WithoutMailboxLine(byte[] message) =>
        message.AsSpan().StartsWith("From "u8) ? message[(message.AsSpan().IndexOf((byte)'\n') + 1)..] : message;

    private static int Fold(byte[] message) => SHA256.HashData(message)[0] % Folds;

    /// <summary>For each message the first one that it is alike to, directly or through others.</summary>
    private static int[] Group(List<byte[]> messages)
    {
        var parents = Enumerable.Range(0, messages.Count).ToArray();
        var seen = new Dictionary<(int, ulong), int>();
        for (var index = 0; index < messages.Count; index++)
        {
            var signature = Signature(messages[index]);
            for (var band = 0; band < Bands; band++)
            {
                var key = (band, signature[band]);
                if (seen.TryGetValue(key, out var first))
                    Join(index, first);
                else
                    seen[key] = index;
            }
        }
        return [.. parents.Select((_, index) => Find(index))];

        int Find(int index) => parents[index] == index ? index : parents[index] = Find(parents[index]);
        void Join(int one, int other)
        {
            var (a, b) = (Find(one), Find(other));
            (parents[Math.Max(a, b)], parents[Math.Min(a, b)]) = (Math.Min(a, b), Math.Min(a, b));
        }
    }

    private static ulong[] Signature(byte[] message)
    {
        var smallest = new ulong[Bands * RowsInBand];
        Array.Fill(smallest, ulong.MaxValue);
        foreach (var shingle in Shingles(message))
            for (var row = 0; row < smallest.Length; row++)
                smallest[row] = Math.Min(smallest[row], Mix(shingle + ((ulong)row * 0x9E3779B97F4A7C15)));
        var bands = new ulong[Bands];
        for (var row = 0; row < smallest.Length; row++)
            bands[row / RowsInBand] = Mix(bands[row / RowsInBand] ^ smallest[row]);
        return bands;
    }

    /// <summary>Each run of words of the body, letters alone; of a short body all of it.</summary>
    private static IEnumerable<ulong> Shingles(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var body = text.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end ? text[end..] : text;
        var words = new string([.. body.Select(letter => char.IsAsciiLetter(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );
        for (var first = 0; first <= Math.Max(0, words.Length - ShingleLength); first++)
            yield return Hash(words.AsSpan(first, Math.Min(ShingleLength, words.Length - first)));
    }

    private static ulong Hash(ReadOnlySpan<string> words)
    {
        ulong hash = 14695981039346656037;
        foreach (var word in words)
        foreach (var letter in word + " ")
            hash = (hash ^ letter) * 1099511628211;
        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
