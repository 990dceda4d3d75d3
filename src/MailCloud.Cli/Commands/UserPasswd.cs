using System.CommandLine;
using MailCloud.Mail.Addresses;
using MailCloud.Webmail.Login;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user passwd NAME@DOMAIN [--password-stdin | --generate] [--reset-second-factor]</c></summary>
internal static class UserPasswd
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address");
        var command = new Command("passwd", "Give an account another password") { address };
        var password = new PasswordOptions(command);
        var legacy = new Option<bool>("--legacy-mechanisms")
        {
            Description = "Let CRAM-MD5 and DIGEST-MD5 work with it, if the domain allows them; without this they do not",
        };
        var reset = new Option<bool>("--reset-second-factor")
        {
            Description = "Take the account's second factors away, for an owner who has lost them",
        };
        command.Add(legacy);
        command.Add(reset);
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindAsync(who, cancel) is not AccountAddress { Account: var account })
                    return context.Terminal.Fail($"There is no account {who}.");
                var withLegacy = parsed.GetValue(legacy);
                if (withLegacy && await accounts.Directory.FindDomainAsync(who.Domain, cancel) is not { AllowsLegacyMechanisms: true })
                    return context.Terminal.Fail(
                        $"{who.Domain} does not allow them: `mailcloud domain set {who.Domain} --legacy-mechanisms on` does."
                    );
                var secret = await password.ReadAsync(parsed, context.Terminal, cancel);
                if (parsed.GetValue(reset))
                    await AccountSecurity.ResetSecondFactorAsync(accounts.Objects, accounts.Credentials, account, cancel);
                await accounts.Credentials.SetPasswordAsync(account, secret, cancel, withLegacy);
                await AccountSecurity.SettlePasswordAsync(accounts.Objects, accounts.Credentials, account, cancel);
                await AccountSecurity.EndSessionsAsync(accounts.Objects, account, cancel);
                if (withLegacy)
                    context.Terminal.Note(
                        "Something as good as the password is now kept for CRAM-MD5 and DIGEST-MD5: set the password without --legacy-mechanisms as soon as you can."
                    );
                context.Terminal.Say($"Changed the password of {who}.");
                if (password.IsGenerated(parsed))
                    context.Terminal.Say($"Password: {secret}");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
