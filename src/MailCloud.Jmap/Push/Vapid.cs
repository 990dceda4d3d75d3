using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Addresses;

namespace MailCloud.Jmap.Push;

/// <summary>Says to push services who we are (RFC 8292): a signed token for each of them. The key is the same in every process, and clients know it.</summary>
public sealed class Vapid : IDisposable
{
    /// <summary>A token holds for a day at most (RFC 8292 §2).</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(12);

    /// <summary>The order of P-256's group.</summary>
    private static readonly BigInteger Order = BigInteger.Parse(
        "115792089210356248762697446949407573529996955224135760342422259061068512044369",
        System.Globalization.CultureInfo.InvariantCulture
    );

    private readonly ECDsa key;
    private readonly TimeProvider time;

    private Vapid(ECDsa key, TimeProvider time)
    {
        this.key = key;
        this.time = time;
        PublicKey = Base64Url.EncodeToString(PushEncryption.PublicKeyOf(key.ExportParameters(includePrivateParameters: false)));
    }

    /// <summary>What a browser subscribes with, its <c>applicationServerKey</c>.</summary>
    public string PublicKey { get; }

    /// <summary>Opens the service's key. It is made out of a secret that all processes share, so that there is none more to keep.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">The directory cannot be asked.</exception>
    public static async ValueTask<Vapid> OpenAsync(IDirectory directory, TimeProvider time, CancellationToken cancellationToken)
    {
        var secret = await directory.GetDecoyKeyAsync(cancellationToken);
        // Twice the key's length, so that what the remainder takes away cannot be noticed (FIPS 186-5 §A.2.1).
        var wide = HKDF.DeriveKey(HashAlgorithmName.SHA256, [.. secret], 64, info: Encoding.ASCII.GetBytes("MailCloud VAPID key"));
        var number = (new BigInteger(wide, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var scalar = new byte[32];
        var octets = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        octets.CopyTo(scalar, scalar.Length - octets.Length);
        return new Vapid(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar }), time);
    }

    /// <summary>The parameters of the scheme <c>vapid</c> for a push service.</summary>
    /// <param name="contact">Whom the service may write to, an address.</param>
    public string Authorize(Uri service, string contact)
    {
        var expires = (time.GetUtcNow() + TokenLife).ToUnixTimeSeconds();
        var header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8);
        var audience = service.GetLeftPart(UriPartial.Authority);
        // None of the three has a letter that JSON would have to escape.
        var claims = Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes($$"""{"aud":"{{audience}}","exp":{{expires}},"sub":"mailto:{{contact}}"}""")
        );
        var signature = key.SignData(
            Encoding.ASCII.GetBytes($"{header}.{claims}"),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"t={header}.{claims}.{Base64Url.EncodeToString(signature)}, k={PublicKey}";
    }

    public void Dispose() => key.Dispose();
}
