using System.CommandLine;
using MailCloud.Mail.Quotas;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud quota remove ADDRESS|DOMAIN</c></summary>
internal static class QuotaRemove
{
    public static Command Create(CommandContext context)
    {
        var target = QuotaTarget.Argument(ArgumentArity.ExactlyOne);
        var command = new Command("remove", "Take the limits of an account away, so that its domain's hold; or those of a domain")
        {
            target,
        };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                return await parsed.GetRequiredValue(target).ChangeAsync(accounts, _ => Quota.Unset, context.Terminal, cancel);
            }
        );
        return command;
    }
}
