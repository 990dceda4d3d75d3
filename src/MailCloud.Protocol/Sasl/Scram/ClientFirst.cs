using System.Text;

namespace MailCloud.Protocol.Sasl.Scram;

/// <summary>What a client says of channel binding (RFC 5802 §7, gs2-cbind-flag).</summary>
internal enum ChannelBindingUse
{
    /// <summary><c>n</c>: the client cannot.</summary>
    NotSupported,

    /// <summary><c>y</c>: the client could, and thinks that the server cannot.</summary>
    NotOffered,

    /// <summary><c>p=</c>: the log-in is bound.</summary>
    Used,
}

/// <summary>A client's first message (RFC 5802 §7, client-first-message).</summary>
/// <param name="BindingName">Null unless <see cref="ChannelBindingUse.Used"/>.</param>
/// <param name="AuthorizationId">Whom the client wants to act for; empty: itself.</param>
/// <param name="Header">The part before <paramref name="Bare"/> (gs2-header).</param>
/// <param name="Bare">The message without its header, as the proof covers it.</param>
internal sealed record ClientFirst(
    ChannelBindingUse Binding,
    string? BindingName,
    string AuthorizationId,
    string Name,
    string Nonce,
    string Header,
    string Bare
)
{
    /// <summary>The longest nonce taken, in characters; it is sent back.</summary>
    private const int MaxNonce = 256;

    /// <summary>Null: this is no such message, or one with an extension that must be known (<c>m=</c>).</summary>
    public static ClientFirst? Parse(string text)
    {
        if (
            text.Split(',') is not [var flag, var authorization, var name, var nonce, ..]
            || text.Length > SaslNegotiation.MaxResponseLength
        )
            return null;
        var header = $"{flag},{authorization},";
        if (
            UseOf(flag) is not { } use
            || (authorization.Length > 0 ? ScramName.Read(authorization, "a=") : "") is not { } authorizationId
            || ScramName.Read(name, "n=") is not { Length: > 0 } decoded
            || !nonce.StartsWith("r=", StringComparison.Ordinal)
            || !IsNonce(nonce.AsSpan(2))
        )
            return null;
        var bindingName = use == ChannelBindingUse.Used ? flag[2..] : null;
        return new ClientFirst(use, bindingName, authorizationId, decoded, nonce[2..], header, text[header.Length..]);
    }

    private static ChannelBindingUse? UseOf(string flag) =>
        flag switch
        {
            "n" => ChannelBindingUse.NotSupported,
            "y" => ChannelBindingUse.NotOffered,
            _ when flag.StartsWith("p=", StringComparison.Ordinal) && flag.Length > 2 => ChannelBindingUse.Used,
            _ => null,
        };

    private static bool IsNonce(ReadOnlySpan<char> nonce) =>
        nonce.Length is > 0 and <= MaxNonce && !nonce.ContainsAnyExceptInRange('!', '~');
}

/// <summary>Names in SCRAM's messages (RFC 5802 §5.1): <c>=2C</c> is a comma and <c>=3D</c> an equals sign.</summary>
internal static class ScramName
{
    /// <summary>The name behind an attribute's letter; null: it is not that attribute, or an equals sign stands alone.</summary>
    public static string? Read(string attribute, string letter)
    {
        if (!attribute.StartsWith(letter, StringComparison.Ordinal))
            return null;
        var name = new StringBuilder(attribute.Length);
        for (var i = letter.Length; i < attribute.Length; i++)
        {
            if (attribute[i] == '\0')
                return null;
            if (attribute[i] != '=')
            {
                name.Append(attribute[i]);
                continue;
            }
            switch (attribute.AsSpan(i))
            {
                case ['=', '2', 'C', ..]:
                    name.Append(',');
                    break;
                case ['=', '3', 'D', ..]:
                    name.Append('=');
                    break;
                default:
                    return null;
            }
            i += 2;
        }
        return name.ToString();
    }
}
