using System.Net;

namespace MailCloud.Cli.Local;

/// <summary>What <c>mailcloud up</c> is told.</summary>
/// <param name="Ports">0: any free one.</param>
/// <param name="Accounts">Accounts to make, or whose passwords to set.</param>
/// <param name="Storage">A connection string; null: run the emulator.</param>
internal sealed record LocalCloudOptions(
    DataFolder Data,
    IPAddress Bind,
    ServicePorts Ports,
    IReadOnlyList<LocalAccount> Accounts,
    string? Storage
);
