namespace MailCloud.Cli.Dns;

/// <summary>Records as zone files have them (RFC 1035 §5.1), which most providers' forms take too.</summary>
internal static class ZoneLine
{
    /// <summary>The longest string of a TXT record, in octets; a longer text is several, which are read as one.</summary>
    private const int MaxString = 255;

    public static string Of(string type, string name, string value) => $"{name}. IN {type} {value}";

    public static string OfText(string name, string text) =>
        Of("TXT", name, string.Join(' ', text.Chunk(MaxString).Select(piece => $"\"{new string(piece)}\"")));
}
