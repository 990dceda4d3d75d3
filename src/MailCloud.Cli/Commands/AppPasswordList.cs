using System.CommandLine;
using System.Globalization;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user app-password list NAME@DOMAIN</c></summary>
internal static class AppPasswordList
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address");
        var command = new Command("list", "List an account's app passwords, never the passwords themselves") { address };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindAsync(who, cancel) is not AccountAddress { Account: var account })
                    return context.Terminal.Fail($"There is no account {who}.");
                var passwords = await accounts.Credentials.ListAppPasswordsAsync(account, cancel);
                context.Terminal.List(
                    ["Name", "Scopes", "Made", "Label"],
                    passwords.Select(password =>
                        new[]
                        {
                            password.Name,
                            password.Scopes.HasFlag(MailServices.Programs) ? "all" : $"{password.Scopes}".ToLowerInvariant(),
                            password.Created?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                            password.Label,
                        }
                    )
                );
                return CommandLine.Success;
            }
        );
        return command;
    }
}
