using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud alias list [DOMAIN]</c></summary>
internal static class AliasList
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.OptionalDomain();
        var command = new Command("list", "List the aliases") { domain };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var aliases = await accounts.ListAsync(parsed.GetValue(domain), cancel).OfType<AliasAddress>().ToListAsync(cancel);
                context.Terminal.List(
                    ["Address", "Stands for"],
                    aliases.Select(alias => new[] { alias.Address.ToString(), string.Join(", ", alias.Targets) })
                );
                return CommandLine.Success;
            }
        );
        return command;
    }
}
