namespace MailCloud.Mail.TransportSecurity;

/// <summary>Where a TLS policy comes from (RFC 8460 §4.4).</summary>
public enum TlsPolicyKind
{
    NoPolicyFound,

    /// <summary>MTA-STS.</summary>
    Sts,

    /// <summary>DANE.</summary>
    Tlsa,
}

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

/// <summary>One connection to a server of a domain, as that domain is told about it.</summary>
/// <param name="Domain">The domain of the recipients, in lower case and A-labels.</param>
/// <param name="Host">The server's name.</param>
/// <param name="Address">The server's address.</param>
/// <param name="Failure">Null: TLS was as the policy wants it.</param>
public sealed record TlsObservation(string Domain, TlsPolicyKind Policy, string Host, string Address, TlsFailure? Failure);
