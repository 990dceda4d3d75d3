using System.CommandLine;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using MailCloud.Secrets;

namespace MailCloud.Cli.Commands;

/// <summary>How a command finds the secrets that belong to its storage account.</summary>
internal sealed class SecretOptions
{
    private readonly CommandContext context;
    private readonly StorageOptions storage;

    private readonly Option<string?> vault = new("--vault")
    {
        Description =
            $"The key vault's address [default: ${SecretSettings.VaultVariable}, ${SecretSettings.FolderVariable}, or those of `mailcloud up`]",
        HelpName = "URL",
    };

    public SecretOptions(Command command, StorageOptions storage, CommandContext context)
    {
        this.context = context;
        this.storage = storage;
        command.Add(vault);
    }

    /// <exception cref="SettingException">The command line and the environment name no place for secrets, or two.</exception>
    public ISecretStore Open(ParseResult parsed)
    {
        var settings = new SettingReader(name =>
            parsed.GetValue(vault) is not { } given ? context.Variable(name)
            : name is SecretSettings.VaultVariable ? given
            : name is SecretSettings.FolderVariable ? null
            : context.Variable(name)
        );
        return context.OpenSecrets(SecretSettings.Read(settings, storage.SecretsFolder(parsed)));
    }
}
