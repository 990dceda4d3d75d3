using System.Text.Json;
using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl.Bearer;

/// <summary>Why a token was refused, for the client's program: what it should ask the issuer for.</summary>
internal static class BearerRefusal
{
    /// <summary>RFC 7628 §3.2.2.</summary>
    public static byte[] OAuthBearer(ITokenVerifier tokens, MailServices service, TokenStatus status) =>
        Write(json =>
        {
            json.WriteString("status"u8, status == TokenStatus.WrongScope ? "insufficient_scope"u8 : "invalid_token"u8);
            if (tokens.ScopeFor(service) is { } scope)
                json.WriteString("scope"u8, scope);
            json.WriteString("openid-configuration"u8, tokens.Discovery.AbsoluteUri);
        });

    /// <summary>As Google's and Microsoft's servers write it.</summary>
    public static byte[] XOAuth2(ITokenVerifier tokens, MailServices service, TokenStatus status) =>
        Write(json =>
        {
            json.WriteString("status"u8, status == TokenStatus.WrongScope ? "403"u8 : "401"u8);
            json.WriteString("schemes"u8, "bearer"u8);
            json.WriteString("scope"u8, tokens.ScopeFor(service) ?? "");
        });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return octets.ToArray();
    }
}
