using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Login.Sessions;

/// <summary>
/// A cookie that only this service can read and make, and that no script, no other host and no request without TLS gets: <c>__Host-</c> holds a browser to that. Its content is
/// encrypted and signed for one name, so that no cookie can be passed off as another.
/// </summary>
/// <param name="life">The content is not taken after this; null: what it names says how long it is good.</param>
internal sealed class Cookies<T>(IDataProtectionProvider protection, string name, JsonTypeInfo<T> type, TimeSpan? life, TimeProvider time)
    where T : class
{
    /// <summary>The longest cookie that is looked at, in characters.</summary>
    private const int MaxLength = 4096;

    private readonly IDataProtector protector = protection.CreateProtector($"MailCloud.Webmail.{name}");

    /// <summary>Gives the browser the cookie.</summary>
    /// <param name="keptFor">How long the browser keeps it; null: until it is closed, and no longer than the content is good.</param>
    public void Give(HttpContext context, T content, TimeSpan? keptFor = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, type);
        var octets = new byte[sizeof(long) + json.Length];
        BinaryPrimitives.WriteInt64BigEndian(octets, time.GetUtcNow().ToUnixTimeSeconds());
        json.CopyTo(octets, sizeof(long));
        context.Response.Cookies.Append(name, Base64Url.EncodeToString(protector.Protect(octets)), Options(keptFor ?? life));
    }

    /// <summary>What the request's cookie holds; null: it has none, or none of ours that is good.</summary>
    public T? Read(HttpContext context)
    {
        if (context.Request.Cookies[name] is not { Length: > 0 and <= MaxLength } text || !Base64Url.IsValid(text))
            return null;
        try
        {
            var octets = protector.Unprotect(Base64Url.DecodeFromChars(text));
            var given = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(octets));
            return time.GetUtcNow() - given >= life ? null : JsonSerializer.Deserialize(octets.AsSpan(sizeof(long)), type);
        }
        // Where the keys cannot be read now, nothing is known of the cookie.
        catch (Exception e) when (e is CryptographicException { InnerException: not StoreUnavailableException } or JsonException)
        {
            return null;
        }
    }

    public void Remove(HttpContext context) => context.Response.Cookies.Delete(name, Options(null));

    private static CookieOptions Options(TimeSpan? maxAge) =>
        new()
        {
            Path = "/",
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = maxAge,
        };
}
