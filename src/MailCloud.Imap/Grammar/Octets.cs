using System.Buffers;

namespace MailCloud.Imap.Grammar;

/// <summary>The character classes of the grammar (RFC 9051 §9).</summary>
internal static class Octets
{
    // ATOM-CHAR without its exceptions: any CHAR but "(" ")" "{" SP CTL "%" "*" DQUOTE "\" "]".
    private const string AtomChars = "!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~";

    /// <summary><c>ATOM-CHAR</c>.</summary>
    public static readonly SearchValues<byte> Atom = Of(AtomChars);

    /// <summary><c>ASTRING-CHAR</c>: an atom may not have "]", a string that looks like one may.</summary>
    public static readonly SearchValues<byte> AString = Of(AtomChars + "]");

    /// <summary>What <c>tag</c> is made of: a "+" would look like a continuation request.</summary>
    public static readonly SearchValues<byte> Tag = Of(AtomChars.Replace("+", "", StringComparison.Ordinal) + "]");

    /// <summary><c>list-char</c>.</summary>
    public static readonly SearchValues<byte> List = Of(AtomChars + "]%*");

    /// <summary>The octets of base64 (RFC 4648 §4), padding included.</summary>
    public static readonly SearchValues<byte> Base64 = Of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>What a quoted string shows as it is to a client that knows only ASCII.</summary>
    public static readonly SearchValues<byte> QuotedAscii = SearchValues.Create(
        Range(0x20, 0x7E).Where(o => o is not ((byte)'"' or (byte)'\\')).ToArray()
    );

    /// <summary>What a quoted string cannot hold: NUL, CR, LF.</summary>
    public static readonly SearchValues<byte> Unquotable = SearchValues.Create(0, (byte)'\r', (byte)'\n');

    private static SearchValues<byte> Of(string characters) => SearchValues.Create([.. characters.Select(c => (byte)c)]);

    private static IEnumerable<byte> Range(byte first, byte last) => Enumerable.Range(first, last - first + 1).Select(o => (byte)o);
}
