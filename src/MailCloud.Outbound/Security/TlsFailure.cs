namespace MailCloud.Outbound.Security;

/// <summary>Why TLS did not come about as it should (RFC 8460 §4.3).</summary>
public enum TlsFailure
{
    StartTlsNotSupported,
    CertificateHostMismatch,
    CertificateExpired,
    CertificateNotTrusted,
    ValidationFailure,
    TlsaInvalid,
    DnssecInvalid,
    DaneRequired,
    StsPolicyFetchError,
    StsPolicyInvalid,
    StsWebPkiInvalid,
}
