using System.Collections.Immutable;

namespace MailCloud.Interop.Tests;

/// <summary>One <c>mailcloud up</c> with its own Azurite, shared by the tests that do no harm to it.</summary>
public sealed class SharedProcess : IAsyncLifetime
{
    public const string Alice = "alice@example.test";
    public const string Bob = "bob@example.test";

    /// <summary>Accounts that one client has for itself.</summary>
    public static readonly ImmutableArray<string> Clients =
    [
        .. ((string[])["mbsync", "offlineimap", "mutt", "neomutt", "getmail", "fetchmail", "mpop", "imapflow", "mailkit"]).Select(
            AccountOf
        ),
    ];

    /// <summary>The password of <see cref="Clients"/>.</summary>
    public const string ClientSecret = "client-secret";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-up-");
    private MailProcess? service;

    public MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    public static string AccountOf(string client) => $"{client}@example.test";

    public async ValueTask InitializeAsync()
    {
        string[] accounts = [$"{Alice}:alice-secret", $"{Bob}:bob-secret", .. Clients.Select(account => $"{account}:{ClientSecret}")];
        service = await MailProcess.StartAsync(data, accounts.SelectMany(account => (string[])["--account", account]));
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        data.Delete(recursive: true);
    }
}
