using System.Globalization;

namespace MailCloud.Dns;

/// <summary>Names as the DNS takes them.</summary>
public static class HostName
{
    /// <summary>RFC 1035 §2.3.4, without the root's label.</summary>
    public const int MaxOctets = 253;

    private const int MaxLabelOctets = 63;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Whether every label is there and none is too long (RFC 1035 §2.3.4); a final dot is no label.</summary>
    public static bool IsWellFormed(string name)
    {
        var text = name.EndsWith('.') ? name[..^1] : name;
        return text.Length is > 0 and <= MaxOctets
            && text.Split('.').All(label => label.Length is > 0 and <= MaxLabelOctets && label.All(c => c is >= ' ' and < (char)127));
    }

    /// <summary>The name in A-labels (RFC 5890 §2.3.2.1) and lower case; null: it has none.</summary>
    public static string? ToAscii(string name)
    {
        try
        {
            var ascii = (name.All(char.IsAscii) ? name : Idn.GetAscii(name)).TrimEnd('.').ToLowerInvariant();
            return IsWellFormed(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
