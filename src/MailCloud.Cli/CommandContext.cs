namespace MailCloud.Cli;

/// <summary>What commands need of the world around them; tests give them another one.</summary>
/// <param name="Terminal">Where the person is.</param>
/// <param name="Variable">Reads an environment variable; null if it is not set.</param>
/// <param name="OpenAccounts">Opens the accounts of a storage account.</param>
public sealed record CommandContext(
    Terminal Terminal,
    Func<string, string?> Variable,
    Func<StorageAccount, CancellationToken, ValueTask<Accounts>> OpenAccounts
)
{
    public static CommandContext OfThisProcess() =>
        new(Terminal.OfThisProcess(), Environment.GetEnvironmentVariable, StorageAccount.OpenAccountsAsync);
}
