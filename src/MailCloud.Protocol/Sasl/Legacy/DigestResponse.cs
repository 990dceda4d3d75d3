using System.Text;
using MailCloud.Mail.Authentication.Legacy;

namespace MailCloud.Protocol.Sasl.Legacy;

/// <summary>What a client answers to DIGEST-MD5's challenge (RFC 2831 §2.1.2): directives with commas between, their values plain or quoted.</summary>
internal sealed class DigestResponse
{
    private readonly Dictionary<string, string> directives = new(StringComparer.OrdinalIgnoreCase);

    private DigestResponse() { }

    public string Name => directives["username"];

    public string Response => directives["response"];

    /// <summary>Null: this is no such answer, a directive is there twice, or one that is needed is missing.</summary>
    public static DigestResponse? Parse(string text)
    {
        var response = new DigestResponse();
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            var equals = rest.IndexOf('=');
            if (equals <= 0)
                return null;
            var name = rest[..equals].Trim().ToString();
            if (TakeValue(ref rest, equals + 1) is not { } value || !response.directives.TryAdd(name, value))
                return null;
        }
        string[] needed = ["username", "nonce", "cnonce", "nc", "digest-uri", "response"];
        return needed.All(response.directives.ContainsKey) ? response : null;
    }

    /// <summary>Whether it is the first answer to this server's nonce, and asks for nothing that there is not.</summary>
    public bool Answers(string nonce) =>
        string.Equals(directives["nonce"], nonce, StringComparison.Ordinal)
        && directives["nc"] is "00000001"
        && (Value("qop") ?? "auth") is "auth"
        && (Value("realm") ?? "") is LegacySecret.Realm
        && (Value("authzid") is not { } authorization || string.Equals(authorization, Name, StringComparison.Ordinal));

    /// <summary>What proves the secret (RFC 2831 §2.1.2.1); with an empty method, what the server proves it with.</summary>
    public string Sign(LegacySecret secret, string method)
    {
        var authorization = Value("authzid") is { } name ? $":{name}" : "";
        byte[] a1 = [.. secret.Digest, .. Encoding.UTF8.GetBytes($":{directives["nonce"]}:{directives["cnonce"]}{authorization}")];
        var a2 = Hex(Encoding.UTF8.GetBytes($"{method}:{directives["digest-uri"]}"));
        return Hex(Encoding.UTF8.GetBytes($"{Hex(a1)}:{directives["nonce"]}:{directives["nc"]}:{directives["cnonce"]}:auth:{a2}"));
    }

    private string? Value(string name) => directives.GetValueOrDefault(name);

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(LegacySecret.Md5(octets));

    /// <summary>Takes a value and the comma behind it; null: it has no end.</summary>
    private static string? TakeValue(ref ReadOnlySpan<char> rest, int start)
    {
        var value = new StringBuilder();
        var i = start;
        if (i < rest.Length && rest[i] == '"')
        {
            for (i++; i < rest.Length && rest[i] != '"'; i++)
            {
                if (rest[i] == '\\' && ++i == rest.Length)
                    return null;
                value.Append(rest[i]);
            }
            if (i++ >= rest.Length)
                return null;
        }
        else
            for (; i < rest.Length && rest[i] != ','; i++)
                value.Append(rest[i]);
        if (i < rest.Length && rest[i] != ',')
            return null;
        rest = i < rest.Length ? rest[(i + 1)..].TrimStart() : [];
        return value.ToString();
    }
}
