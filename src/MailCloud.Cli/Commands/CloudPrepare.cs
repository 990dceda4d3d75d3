using System.CommandLine;
using MailCloud.Cli.Cloud;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud cloud prepare</c>: what a deployment in Azure needs that its template cannot make; the hook after <c>azd provision</c> runs it.</summary>
internal static class CloudPrepare
{
    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "prepare",
            "Make what a deployment needs: a first certificate, secrets, the domain with its keys and records, a mailbox. It may be run again"
        );
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var settings = CloudSettings.Read(new SettingReader(context.Variable));
                var accounts = await new RoleWait(context.Terminal, context.Time).RunAsync(
                    () => storage.OpenAsync(parsed, cancel).AsTask(),
                    cancel
                );
                await using (accounts)
                    await new CloudPreparation(context, settings, accounts).RunAsync(cancel);
                return CommandLine.Success;
            }
        );
        return command;
    }
}
