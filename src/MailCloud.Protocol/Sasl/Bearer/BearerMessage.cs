using MailCloud.Protocol.Sasl.Scram;

namespace MailCloud.Protocol.Sasl.Bearer;

/// <summary>A client's token, and for whom.</summary>
/// <param name="Name">Null: the client names nobody.</param>
internal sealed record BearerMessage(string? Name, string Token)
{
    private const char Separator = '\x01';
    private const string Scheme = "Bearer ";

    /// <summary><c>n,a=NAME,^Ahost=…^Aport=…^Aauth=Bearer TOKEN^A^A</c> (RFC 7628 §3.1); null: this is no such message.</summary>
    public static BearerMessage? ParseOAuthBearer(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        // No channel binding: the mechanism has none.
        if (end < 0 || text[..end].Split(',') is not ["n" or "y", var authorization, ""])
            return null;
        var name = authorization.Length == 0 ? null : ScramName.Read(authorization, "a=");
        return name is null && authorization.Length > 0 ? null : Parse(name, text[(end + 1)..]);
    }

    /// <summary><c>user=NAME^Aauth=Bearer TOKEN^A^A</c>; null: this is no such message.</summary>
    public static BearerMessage? ParseXOAuth2(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        return end > 0 && text.StartsWith("user=", StringComparison.Ordinal) && end > "user=".Length
            ? Parse(text["user=".Length..end], text[(end + 1)..])
            : null;
    }

    // Fields end with ^A each, and the message with one more; those that are not `auth` say nothing to us.
    private static BearerMessage? Parse(string? name, string fields)
    {
        if (!fields.EndsWith("\x01\x01", StringComparison.Ordinal))
            return null;
        string? token = null;
        foreach (var field in fields[..^2].Split(Separator))
            switch (field.Split('=', 2))
            {
                case ["auth", var value] when token is null && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase):
                    token = value[Scheme.Length..].Trim(' ');
                    break;
                case ["auth", _] or [_] or ["", _]:
                    return null;
            }
        return token is { Length: > 0 } ? new BearerMessage(name, token) : null;
    }
}
