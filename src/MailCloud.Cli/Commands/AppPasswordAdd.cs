using System.CommandLine;
using System.CommandLine.Parsing;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud user app-password add NAME@DOMAIN --label TEXT [--scope smtp|imap|pop3|jmap …]</c></summary>
internal static class AppPasswordAdd
{
    private const int MaxLabel = 100;

    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The account's address");
        var label = new Option<string>("--label")
        {
            Description = "What it is for, such as \"phone\"; shown in the list",
            HelpName = "TEXT",
            Required = true,
        };
        var scopes = new Option<MailServices[]>("--scope")
        {
            Description = "What it opens: smtp, imap, pop3, jmap [default: all]",
            HelpName = "SERVICE",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = ParseScopes,
        };
        label.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && (text.Length is 0 or > MaxLabel || text.Any(char.IsControl)))
                result.AddError($"A label has 1 to {MaxLabel} characters in one line.");
        });
        var command = new Command("add", "Make a password for one program and print it") { address, label, scopes };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var who = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindAsync(who, cancel) is not AccountAddress { Account: var account })
                    return context.Terminal.Fail($"There is no account {who}.");
                var services = (parsed.GetValue(scopes) ?? []).Aggregate(MailServices.None, (all, one) => all | one);
                var (credential, password) = await accounts.Credentials.AddAppPasswordAsync(
                    account,
                    parsed.GetRequiredValue(label),
                    services == MailServices.None ? MailServices.Programs : services,
                    cancel
                );
                context.Terminal.Say($"Added {credential.Name} for {who}. It is shown this once:");
                context.Terminal.Say($"Password: {password}");
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static MailServices[] ParseScopes(ArgumentResult result)
    {
        var services = new List<MailServices>();
        foreach (var token in result.Tokens)
            switch (token.Value)
            {
                case "smtp":
                    services.Add(MailServices.Smtp);
                    break;
                case "imap":
                    services.Add(MailServices.Imap);
                    break;
                case "pop3":
                    services.Add(MailServices.Pop3);
                    break;
                case "jmap":
                    services.Add(MailServices.Jmap);
                    break;
                default:
                    result.AddError($"'{token.Value}' is no service: --scope takes smtp, imap, pop3 and jmap.");
                    break;
            }
        return [.. services];
    }
}
