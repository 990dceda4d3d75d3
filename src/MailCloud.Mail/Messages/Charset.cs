using System.Text;

namespace MailCloud.Mail.Messages;

/// <summary>
/// The charsets of messages: those that .NET knows with its code pages. UTF-7 is not among them, because text in it can hide markup, and the
/// Hong Kong letters of Big5 become private-use letters.
/// </summary>
public static class Charset
{
    /// <summary>Stands in decoded text for bytes that have no meaning in the charset.</summary>
    public const char Undecodable = '\uFFFD';

    private static readonly DecoderReplacementFallback Marked = new(Undecodable.ToString());

    static Charset() => MakeKnown();

    /// <summary>The charset of this name; null when there is no name or nobody knows it. Decoding with it never fails: see <see cref="Undecodable"/>.</summary>
    public static Encoding? Find(string? name)
    {
        try
        {
            return name is null ? null : Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, Marked);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Lets MimeKit find them too, which asks .NET for them by name.</summary>
    internal static void MakeKnown() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
