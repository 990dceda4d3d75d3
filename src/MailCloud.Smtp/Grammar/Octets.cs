using System.Buffers;

namespace MailCloud.Smtp.Grammar;

/// <summary>The classes of octets that the grammar names. Octets above 127 are UTF-8, which RFC 6531 §3.3 adds to most of them.</summary>
internal static class Octets
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<byte> AtextValues = ValuesOf(LettersAndDigits + "!#$%&'*+-/=?^_`{|}~");
    private static readonly SearchValues<byte> DomainValues = ValuesOf(LettersAndDigits + "-._");
    private static readonly SearchValues<byte> KeywordValues = ValuesOf(LettersAndDigits + "-");

    /// <summary>RFC 5322 §3.2.3 <c>atext</c>, without the UTF-8.</summary>
    public static bool IsAtext(byte octet) => AtextValues.Contains(octet);

    /// <summary>Letters, digits, hyphens and dots, and the underscores that some hosts have in their names.</summary>
    public static bool IsDomain(byte octet) => DomainValues.Contains(octet) || IsUtf8(octet);

    /// <summary>RFC 5321 §4.1.2 <c>esmtp-keyword</c>.</summary>
    public static bool IsKeyword(byte octet) => KeywordValues.Contains(octet);

    /// <summary>RFC 5321 §4.1.2 <c>esmtp-value</c>: visible, without <c>=</c>.</summary>
    public static bool IsValue(byte octet) => octet is > (byte)' ' and not ((byte)'=' or 0x7F);

    /// <summary>RFC 5321 §4.1.2 <c>qtextSMTP</c>.</summary>
    public static bool IsQtext(byte octet) => octet is >= (byte)' ' and not ((byte)'"' or (byte)'\\' or 0x7F);

    /// <summary>What may stand in a client's own name: <c>Domain</c> in ASCII, <c>address-literal</c>, and the odd names that clients have.</summary>
    public static bool IsHello(byte octet) => IsAtext(octet) || octet is (byte)'.' or (byte)':' or (byte)'[' or (byte)']';

    public static bool IsUtf8(byte octet) => octet > 0x7F;

    private static SearchValues<byte> ValuesOf(string characters) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));
}
