using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Certificates.Vault;

namespace MailCloud.Certificates.Renewal;

/// <summary>How a run ended.</summary>
public enum RenewalResult
{
    /// <summary>The certificate was not due.</summary>
    UpToDate,

    /// <summary>There is a new one.</summary>
    Renewed,

    /// <summary>It is due, and failed so short a time ago that it was not tried.</summary>
    Waiting,

    /// <summary>It is due, and could not be renewed.</summary>
    Failed,
}

/// <summary>What came of a run.</summary>
/// <param name="NotAfter">When the newest certificate ends; null: there is none.</param>
/// <param name="Names">Its names.</param>
/// <param name="Problem">Why it could not be renewed.</param>
/// <param name="NextTry">When it is tried again.</param>
public sealed record RenewalOutcome(
    RenewalResult Result,
    DateTimeOffset? NotAfter,
    ImmutableArray<string> Names,
    string? Problem = null,
    DateTimeOffset? NextTry = null
)
{
    internal static RenewalOutcome UpToDate(X509Certificate2? certificate) => Of(RenewalResult.UpToDate, certificate);

    internal static RenewalOutcome Renewed(X509Certificate2 certificate) => Of(RenewalResult.Renewed, certificate);

    internal static RenewalOutcome Waiting(X509Certificate2? certificate, string? problem, DateTimeOffset until) =>
        Of(RenewalResult.Waiting, certificate) with
        {
            Problem = problem,
            NextTry = until,
        };

    internal static RenewalOutcome Failed(X509Certificate2? certificate, string problem, DateTimeOffset until) =>
        Of(RenewalResult.Failed, certificate) with
        {
            Problem = problem,
            NextTry = until,
        };

    private static RenewalOutcome Of(RenewalResult result, X509Certificate2? certificate) =>
        new(
            result,
            certificate is null ? null : new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            certificate is null ? [] : CertificateNames.Of(certificate)
        );
}

/// <summary>How a certificate and its renewal are.</summary>
/// <param name="Certificate">Its name in the vault.</param>
/// <param name="Current">The newest one.</param>
/// <param name="DueAt">When its life is so far used up that it is renewed; null: there is none.</param>
/// <param name="Reason">Why it is due now; null: it is not.</param>
/// <param name="Problem">Why it could not be renewed lately.</param>
/// <param name="NextTry">Until when it is not tried again.</param>
public sealed record RenewalStatus(
    string Certificate,
    RenewalOutcome Current,
    DateTimeOffset? DueAt,
    string? Reason,
    string? Problem,
    DateTimeOffset? NextTry
);
