using MailCloud.Mail.TransportSecurity;
using MailCloud.Testing.Contracts;

namespace MailCloud.Outbound.Tests.Security.Reporting;

/// <summary>The stores in memory keep the contract of all stores.</summary>
public sealed class TransportSecurityTests : TransportSecurityContract
{
    protected override ValueTask<(IStsPolicyStore Policies, ITlsObservationStore Observations)> OpenAsync() =>
        new((new MemoryStsPolicyStore(), new MemoryTlsObservationStore()));
}
