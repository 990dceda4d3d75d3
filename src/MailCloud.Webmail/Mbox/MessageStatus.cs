using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Mbox;

/// <summary>
/// What an mbox notes of a message in its header: its flags and keywords. There is no standard for it; these fields are what the programs write that keep mail so.
/// </summary>
/// <param name="IsExpunged">The message is only still there because the file was not compacted.</param>
internal sealed record MessageStatus(MessageFlags Flags, ImmutableArray<string> Keywords, bool IsExpunged = false)
{
    /// <summary>What an export puts in front of a message, all three at any time: nothing below them can be taken for one of them then.</summary>
    private static readonly string[] OwnFields = ["Status", "X-Status", "X-Keywords"];

    private static readonly SearchValues<char> NoKeyword = SearchValues.Create("(){]%*\"\\");

    private const int MaxKeywords = 32;

    private const int MaxKeyword = 255;

    /// <summary>Writes the fields, with bare LF as an mbox has them.</summary>
    public override string ToString()
    {
        var status = Flags.HasFlag(MessageFlags.Seen) ? "RO" : "O";
        var more = string.Concat(Letters.Where(letter => Flags.HasFlag(letter.Flag)).Select(letter => letter.Letter));
        return $"Status: {status}\nX-Status: {more}\nX-Keywords: {string.Join(' ', Keywords)}\n";
    }

    /// <summary>
    /// Reads the status of a message. Fields that an export has put in front count alone, and are taken away; if there are none, the first field of each name
    /// counts, wherever it stands, and stays.
    /// </summary>
    /// <param name="message">The beginning of the message.</param>
    /// <param name="taken">The octets of the fields that an export has put there.</param>
    public static MessageStatus Read(ReadOnlySpan<byte> message, out int taken)
    {
        if (Own(message, out taken) is { } own)
            return Of(own);
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in new HeaderBlock(message[..HeaderBlock.LengthIn(message)]))
            if (!field.Name.IsEmpty)
                fields.TryAdd(Encoding.UTF8.GetString(field.Name), Encoding.UTF8.GetString(field.Value));
        return Of(fields);
    }

    /// <summary>The fields that an export puts in front, a line each: a line behind them that begins with a blank is the message's first. Null: they are not there.</summary>
    private static Dictionary<string, string>? Own(ReadOnlySpan<byte> message, out int taken)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        taken = 0;
        foreach (var name in OwnFields)
        {
            var line = message[taken..(taken + message[taken..].IndexOf((byte)'\n') + 1)];
            if (line.Length <= name.Length || line[name.Length] != (byte)':' || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                taken = 0;
                return null;
            }
            fields.Add(name, Encoding.UTF8.GetString(line[(name.Length + 1)..]));
            taken += line.Length;
        }
        return fields;
    }

    private static (char Letter, MessageFlags Flag)[] Letters =>
        [('A', MessageFlags.Answered), ('D', MessageFlags.Deleted), ('F', MessageFlags.Flagged), ('T', MessageFlags.Draft)];

    private static MessageStatus Of(Dictionary<string, string> fields)
    {
        var flags = MessageFlags.None;
        if (fields.GetValueOrDefault("Status", "").Contains('R', StringComparison.Ordinal))
            flags |= MessageFlags.Seen;
        foreach (var (letter, flag) in Letters)
            if (fields.GetValueOrDefault("X-Status", "").Contains(letter, StringComparison.Ordinal))
                flags |= flag;
        if (fields.TryGetValue("X-Gmail-Labels", out var labels))
            flags |= OfLabels(labels);
        var bits = OfThunderbird(fields.GetValueOrDefault("X-Mozilla-Status"));
        flags |= (bits & 1) != 0 ? MessageFlags.Seen : MessageFlags.None;
        flags |= (bits & 2) != 0 ? MessageFlags.Answered : MessageFlags.None;
        flags |= (bits & 4) != 0 ? MessageFlags.Flagged : MessageFlags.None;
        return new MessageStatus(flags, KeywordsOf(fields.GetValueOrDefault("X-Keywords", "")), IsExpunged: (bits & 8) != 0);
    }

    private static int OfThunderbird(string? status) =>
        int.TryParse(status, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : 0;

    private static MessageFlags OfLabels(string labels)
    {
        var names = labels.Split(',', StringSplitOptions.TrimEntries);
        return (names.Contains("Unread", StringComparer.OrdinalIgnoreCase) ? MessageFlags.None : MessageFlags.Seen)
            | (names.Contains("Starred", StringComparer.OrdinalIgnoreCase) ? MessageFlags.Flagged : MessageFlags.None)
            | (names.Contains("Drafts", StringComparer.OrdinalIgnoreCase) ? MessageFlags.Draft : MessageFlags.None);
    }

    // What may be a keyword is as in RFC 8621 §4.1.1.
    private static ImmutableArray<string> KeywordsOf(string text) =>
        [
            .. text.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.Length <= MaxKeyword && word.All(c => c is > ' ' and < '\x7f') && !word.AsSpan().ContainsAny(NoKeyword))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(MaxKeywords),
        ];
}
