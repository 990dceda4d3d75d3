using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Addresses;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Jmap.Tests.Push;

public class VapidTests
{
    [Fact]
    public async Task A_token_says_who_sends_to_whom_and_until_when()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        using var vapid = await Vapid.OpenAsync(new MemoryDirectory(), time, CancellationToken.None);
        var parameters = vapid.Authorize(new Uri("https://push.example.net:8443/x/y?z"), "postmaster@example.org");
        Assert.StartsWith("t=", parameters, StringComparison.Ordinal);
        Assert.EndsWith($", k={vapid.PublicKey}", parameters, StringComparison.Ordinal);
        var token = parameters[2..parameters.IndexOf(',')].Split('.');

        Assert.Equal("""{"typ":"JWT","alg":"ES256"}""", Text(token[0]));
        var claims = JsonElement.Parse(Text(token[1]));
        Assert.Equal("https://push.example.net:8443", claims.GetProperty("aud").GetString());
        Assert.Equal("mailto:postmaster@example.org", claims.GetProperty("sub").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - time.GetUtcNow().ToUnixTimeSeconds(), 1, 24 * 60 * 60);

        var point = Base64Url.DecodeFromChars(vapid.PublicKey);
        using var key = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[1..33], Y = point[33..] },
            }
        );
        Assert.True(
            key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256)
        );
    }

    [Fact]
    public async Task All_processes_have_the_same_key()
    {
        var directory = new MemoryDirectory();
        using var first = await Vapid.OpenAsync(directory, TimeProvider.System, CancellationToken.None);
        using var second = await Vapid.OpenAsync(directory, TimeProvider.System, CancellationToken.None);
        using var other = await Vapid.OpenAsync(new MemoryDirectory(), TimeProvider.System, CancellationToken.None);
        Assert.Equal(first.PublicKey, second.PublicKey);
        Assert.NotEqual(first.PublicKey, other.PublicKey);
    }

    private static string Text(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
