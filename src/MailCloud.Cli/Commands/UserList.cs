using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user list [DOMAIN]</c></summary>
internal static class UserList
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.OptionalDomain();
        var command = new Command("list", "List the accounts") { domain };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var users = await accounts.ListAsync(parsed.GetValue(domain), cancel).OfType<AccountAddress>().ToListAsync(cancel);
                context.Terminal.List(["Address"], users.Select(user => new[] { user.Address.ToString() }));
                return CommandLine.Success;
            }
        );
        return command;
    }
}
