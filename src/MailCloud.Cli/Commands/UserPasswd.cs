using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user passwd NAME@DOMAIN [--password-stdin | --generate]</c></summary>
internal static class UserPasswd
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address");
        var command = new Command("passwd", "Give an account another password") { address };
        var password = new PasswordOptions(command);
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindAsync(who, cancel) is not AccountAddress { Account: var account })
                    return context.Terminal.Fail($"There is no account {who}.");
                var secret = await password.ReadAsync(parsed, context.Terminal, cancel);
                await accounts.SetPasswordAsync(account, secret, cancel);
                context.Terminal.Say($"Changed the password of {who}.");
                if (password.IsGenerated(parsed))
                    context.Terminal.Say($"Password: {secret}");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
