using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using MailCloud.Cli.Local;
using MailCloud.Local;
using MailCloud.Mail.Settings;
using MailCloud.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Cli.Commands;

/// <summary>The options by which a command finds its storage account: named, from the environment, or that of the running <c>mailcloud up</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The environment variable that holds a connection string.</summary>
    public const string Variable = "MAILCLOUD_STORAGE";

    /// <summary>The environment variable that holds the account's blob address, as deployments put it out.</summary>
    private const string AddressVariable = "MAILCLOUD_ACCOUNT_URL";

    private readonly CommandContext context;
    private readonly Option<DirectoryInfo> data;

    private readonly Option<string?> connectionString = new("--storage")
    {
        Description = $"The storage account's connection string [default: ${Variable}, else the running `mailcloud up`]",
        HelpName = "CONNECTION-STRING",
    };

    private readonly Option<Uri?> accountUrl = new("--account-url")
    {
        Description =
            $"The account's address, https://NAME.blob.core.windows.net, entered as who you are in Azure (`az login`) [default: ${AddressVariable}]",
        HelpName = "URL",
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value, out var url))
                return url;
            result.AddError("--account-url takes the account's blob address, https://NAME.blob.core.windows.net.");
            return null;
        },
    };

    public StorageOptions(Command command, CommandContext context)
    {
        this.context = context;
        data = DataFolder.Option(context);
        command.Add(connectionString);
        command.Add(accountUrl);
        command.Add(data);
        command.Validators.Add(result =>
        {
            if (result.GetResult(connectionString) is not null && result.GetResult(accountUrl) is not null)
                result.AddError("--storage and --account-url both name an account: give one of them.");
        });
    }

    /// <summary>Opens the account that the command line means.</summary>
    /// <exception cref="SetupException">It means none, or what it gives is not a connection string.</exception>
    public ValueTask<Accounts> OpenAsync(ParseResult parsed, CancellationToken cancel) => context.OpenAccounts(Find(parsed), cancel);

    /// <summary>Opens all of the account that the command line means, for commands on more than people and addresses.</summary>
    /// <exception cref="SetupException">It means none, or what it gives is not a connection string.</exception>
    public Task<MailStorage> OpenStorageAsync(ParseResult parsed, CancellationToken cancel) =>
        Find(parsed).OpenAsync(NullLoggerFactory.Instance, cancel);

    /// <summary>The folder of secrets that belongs to the account; null: the account is not of this machine.</summary>
    public string? SecretsFolder(ParseResult parsed) => IsNamed(parsed) ? null : new DataFolder(parsed.GetRequiredValue(data)).Secrets;

    private bool IsNamed(ParseResult parsed) =>
        parsed.GetValue(accountUrl) is not null
        || Given(parsed) is not null
        || new SettingReader(context.Variable).Text(AddressVariable) is not null;

    private string? Given(ParseResult parsed) =>
        (parsed.GetValue(connectionString) ?? context.Variable(Variable)) is { Length: > 0 } given ? given : null;

    private StorageAccount Find(ParseResult parsed)
    {
        if (parsed.GetValue(accountUrl) is { } url)
            return new StorageAccount.WithIdentity(url);
        if (Given(parsed) is { } given)
            return new StorageAccount.WithConnectionString(given);
        if (new SettingReader(context.Variable).Text(AddressVariable) is { } address)
            return TryParse(address, out var blobs)
                ? new StorageAccount.WithIdentity(blobs)
                : throw new SettingException(AddressVariable, "is the account's blob address, https://NAME.blob.core.windows.net");

        var folder = new DataFolder(parsed.GetRequiredValue(data));
        return folder.ReadRunning() is { } running
            ? new StorageAccount.WithConnectionString(running.Storage)
            : throw new SetupException(
                $"No storage account is named, and no `mailcloud up` runs on {folder.Path}: give --storage or --account-url, set {Variable} or {AddressVariable}, or start `mailcloud up`."
            );
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url)
        && url is { Scheme: "https" }
        && url.Host.Contains(".blob.", StringComparison.OrdinalIgnoreCase);
}
