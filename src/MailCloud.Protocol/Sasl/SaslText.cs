using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MailCloud.Protocol.Sasl;

/// <summary>Names and passwords as mechanisms carry them: UTF-8 and nothing else.</summary>
internal static class SaslText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False: the octets are not UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out string? text)
    {
        text = System.Text.Unicode.Utf8.IsValid(octets) ? Strict.GetString(octets) : null;
        return text is not null;
    }
}
