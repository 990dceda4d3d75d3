using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Routing;

namespace MailCloud.Outbound.Security.Reporting;

/// <summary>Is told of every connection for which TLS was to be had or not (RFC 8460 §1).</summary>
public interface ITlsObserver
{
    /// <param name="failure">What was wrong; null: TLS was as the policy wants it.</param>
    ValueTask ObserveAsync(NextHop hop, TlsFailure? failure, CancellationToken cancellationToken);
}

/// <summary>Forgets.</summary>
public sealed class NoTlsObserver : ITlsObserver
{
    public static readonly NoTlsObserver Instance = new();

    public ValueTask ObserveAsync(NextHop hop, TlsFailure? failure, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
