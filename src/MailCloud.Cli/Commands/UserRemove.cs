using System.CommandLine;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user remove NAME@DOMAIN [--yes]</c></summary>
internal static class UserRemove
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address");
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("remove", "Remove an account and all of its mail") { address, yes };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var ask = context.Terminal.IsInteractive && !parsed.GetValue(yes);
                if (ask && !await context.Terminal.ConfirmAsync($"Remove {who} and all of its mail?", cancel))
                    return context.Terminal.Fail("Nothing was removed.");
                if (!await accounts.RemoveAsync(who, cancel))
                    return context.Terminal.Fail($"There is no account {who}.");
                context.Terminal.Say($"Removed {who}.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
