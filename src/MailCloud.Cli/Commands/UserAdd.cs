using System.CommandLine;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user add NAME@DOMAIN [--password-stdin | --generate]</c></summary>
internal static class UserAdd
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address, which is its user name too");
        var command = new Command("add", "Add an account with its mailboxes") { address };
        var password = new PasswordOptions(command);
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.ExplainForeignDomainAsync(who, cancel) is { } foreign)
                    return context.Terminal.Fail(foreign);
                var secret = await password.ReadAsync(parsed, context.Terminal, cancel);
                if (!await accounts.AddAsync(who, secret, cancel))
                    return context.Terminal.Fail($"{who} is taken: `mailcloud user list` shows by whom.");
                context.Terminal.Say($"Added {who}.");
                if (password.IsGenerated(parsed))
                    context.Terminal.Say($"Password: {secret}");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
