using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user app-password revoke NAME@DOMAIN APP-PASSWORD</c></summary>
internal static class AppPasswordRevoke
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address");
        var name = new Argument<string>("APP-PASSWORD") { Description = "Its name, as `app-password list` shows it" };
        var command = new Command("revoke", "Take an app password back; it opens nothing from now on") { address, name };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                var which = parsed.GetRequiredValue(name);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindAsync(who, cancel) is not AccountAddress { Account: var account })
                    return context.Terminal.Fail($"There is no account {who}.");
                if (!await accounts.Credentials.RevokeAppPasswordAsync(account, which, cancel))
                    return context.Terminal.Fail(
                        $"{who} has no app password {which}: `mailcloud user app-password list {who}` shows them."
                    );
                context.Terminal.Say($"Revoked {which} of {who}.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
