using System.Security.Cryptography;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>Codes of an app (RFC 6238): six digits, SHA-1, a new one every 30 seconds, as all such apps have them.</summary>
internal sealed class TotpCodes(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long an app that is being set up is waited for.</summary>
    public static readonly TimeSpan SetUpWithin = TimeSpan.FromMinutes(15);

    public const int Digits = 6;

    private const int SecretOctets = 20;
    private const string Issuer = "MailCloud";

    // A clock may be wrong by one step in each direction (RFC 6238 §5.2).
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>Makes a secret.</summary>
    /// <returns>It in base32 for people who type, the same in an address for an app's camera, and what is kept.</returns>
    public (string Secret, string Uri, TotpBody Body) Create(AccountId account)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretOctets);
        var text = Base32Encoding.ToString(secret);
        var uri = new OtpUri(OtpType.Totp, text, account.Value, Issuer).ToString();
        return (text, uri, new TotpBody(ProtectorOf(account).Protect(secret), time.GetUtcNow(), LastStep: 0));
    }

    /// <summary>The time step of a code; null: it is no present one, or was used before.</summary>
    /// <exception cref="CryptographicException">The keys of this service that protect the secret are lost.</exception>
    public long? StepOf(AccountId account, TotpBody body, string code)
    {
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != Digits || !digits.All(char.IsAsciiDigit))
            return null;
        var totp = new Totp(ProtectorOf(account).Unprotect(body.Secret), totpSize: Digits);
        return totp.VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, Window) && step > body.LastStep ? step : null;
    }

    public bool IsStillAwaited(TotpBody body) => time.GetUtcNow() < body.Created + SetUpWithin;

    private IDataProtector ProtectorOf(AccountId account) => protection.CreateProtector("MailCloud.Webmail.Totp", account.Value);
}
