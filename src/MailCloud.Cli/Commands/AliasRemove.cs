using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud alias remove NAME@DOMAIN</c></summary>
internal static class AliasRemove
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The alias");
        var command = new Command("remove", "Remove an alias; the accounts that it stands for stay") { address };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var alias = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindAsync(alias, cancel) is not AliasAddress)
                    return context.Terminal.Fail($"There is no alias {alias}.");
                await accounts.Directory.RemoveAsync(alias, cancel);
                context.Terminal.Say($"Removed {alias}.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
