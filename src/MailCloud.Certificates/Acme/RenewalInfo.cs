using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Certificates.Acme;

/// <summary>What an authority says of when a certificate of its had best be renewed (RFC 9773 §4.2): earlier than usual when it has to be revoked.</summary>
internal sealed record RenewalInfo(RenewalWindow SuggestedWindow)
{
    private const string AuthorityKeyIdentifier = "2.5.29.35";

    /// <summary>What the authority calls a certificate: its key's identifier and the serial number (RFC 9773 §4.1); null: the certificate does not say.</summary>
    public static string? IdOf(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.FirstOrDefault(one => one.Oid?.Value is AuthorityKeyIdentifier);
        if (extension is null || new X509AuthorityKeyIdentifierExtension(extension.RawData).KeyIdentifier is not { } key)
            return null;
        return $"{Base64Url.EncodeToString(key.Span)}.{Base64Url.EncodeToString(certificate.SerialNumberBytes.Span)}";
    }
}

/// <summary>A time span on the calendar.</summary>
internal sealed record RenewalWindow(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>A moment in it.</summary>
    /// <param name="share">From 0, its start, to 1, its end.</param>
    public DateTimeOffset At(double share) => End > Start ? Start + ((End - Start) * share) : Start;
}
