using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailCloud.Testing.Identity;

/// <summary>Access tokens as Entra ID gives them to managed identities, but for their signature: JWTs (RFC 7519) for one resource.</summary>
public static class TestToken
{
    private const string Tenant = "72f0a0b5-7c2e-4c55-9d1c-3f0f6a1c7a10";
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <param name="clientId">The identity's client id, claim <c>appid</c>.</param>
    /// <param name="resource">The audience, such as <c>https://storage.azure.com</c>.</param>
    public static string Create(string clientId, string resource, DateTimeOffset from, DateTimeOffset until)
    {
        var claims = new JsonObject
        {
            ["aud"] = resource,
            ["iss"] = $"https://sts.windows.net/{Tenant}/",
            ["iat"] = from.ToUnixTimeSeconds(),
            ["nbf"] = from.ToUnixTimeSeconds(),
            ["exp"] = until.ToUnixTimeSeconds(),
            ["appid"] = clientId,
            ["oid"] = clientId,
            ["sub"] = clientId,
            ["tid"] = Tenant,
            ["ver"] = "1.0",
        };
        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Encode(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The identity that a token was given to; null: the text is no token.</summary>
    public static string? ClientIdOf(string token)
    {
        if (token.Split('.') is not [_, var claims, _])
            return null;
        using var parsed = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        return parsed.RootElement.GetProperty("appid").GetString();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
