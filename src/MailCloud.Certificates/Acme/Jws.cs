using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MailCloud.Certificates.Acme;

/// <summary>JSON Web Signatures in the flattened form (RFC 7515 §7.2.2), which is the form of every request of ACME (RFC 8555 §6.2).</summary>
internal static class Jws
{
    /// <summary>Signs with ECDSA on P-256 and SHA-256 (RFC 7518 §3.4).</summary>
    /// <param name="header">The protected header without <c>alg</c>.</param>
    /// <param name="payload">Null: empty, which asks for what is at an address (RFC 8555 §6.3).</param>
    public static JsonObject SignEs256(ECDsa key, JsonObject header, JsonObject? payload) =>
        // The signature is R and S one after the other, which is .NET's own form.
        Sign("ES256", header, payload, input => key.SignData(input, HashAlgorithmName.SHA256));

    /// <summary>Signs with HMAC and SHA-256 (RFC 7518 §3.2).</summary>
    public static JsonObject SignHs256(byte[] key, JsonObject header, JsonObject payload) =>
        Sign("HS256", header, payload, input => HMACSHA256.HashData(key, input));

    private static JsonObject Sign(string algorithm, JsonObject header, JsonObject? payload, Func<byte[], byte[]> sign)
    {
        header["alg"] = algorithm;
        var encodedHeader = Encode(header);
        var encodedPayload = payload is null ? "" : Encode(payload);
        return new JsonObject
        {
            ["protected"] = encodedHeader,
            ["payload"] = encodedPayload,
            ["signature"] = Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes($"{encodedHeader}.{encodedPayload}"))),
        };
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
