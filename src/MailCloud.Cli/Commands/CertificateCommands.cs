using System.CommandLine;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Vault;
using MailCloud.Mail.Settings;
using MailCloud.Secrets;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud certificate show|renew</c>: the server's certificate in the vault, by the settings of function Renew.</summary>
internal static class CertificateCommands
{
    public static Command CreateShow(CommandContext context)
    {
        var command = new Command("show", "Show how long the certificate is good, and why it could not be renewed lately");
        command.SetAction(
            (_, cancel) =>
                RunAsync(
                    context,
                    async renewal =>
                    {
                        context.Terminal.List(["Certificate", "Value"], Rows(await renewal.ShowAsync(cancel)));
                        return CommandLine.Success;
                    }
                )
        );
        return command;
    }

    public static Command CreateRenew(CommandContext context)
    {
        var ifDue = new Option<bool>("--if-due")
        {
            Description = "Do as the function does: nothing before it is due, nor soon after a failure",
        };
        var command = new Command("renew", "Get a new certificate from the authority, and put it into the vault") { ifDue };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    context,
                    async renewal => Report(context.Terminal, await renewal.RunAsync(isForced: !parsed.GetValue(ifDue), cancel))
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, Func<CertificateRenewal, Task<int>> action)
    {
        var settings = new SettingReader(context.Variable);
        if (context.OpenRenewal(settings, () => context.OpenSecrets(SecretSettings.Read(settings))) is not { } renewal)
            return context.Terminal.Complain(
                CommandLine.Usage,
                $"{RenewalSettings.DirectoryVariable} is not set: certificates do not come from an authority here."
            );
        try
        {
            return await action(renewal);
        }
        catch (VaultException e)
        {
            return context.Terminal.Fail(e.Message);
        }
    }

    private static int Report(Terminal terminal, RenewalOutcome outcome)
    {
        if (outcome.Problem is { } problem)
            return terminal.Fail($"{problem.TrimEnd('.')}; the next try is after {outcome.NextTry:yyyy-MM-dd HH:mm} UTC.");
        terminal.Note(outcome.Result is RenewalResult.Renewed ? "There is a new certificate." : "The certificate is not due.");
        terminal.Say($"{string.Join(' ', outcome.Names)}\t{outcome.NotAfter:yyyy-MM-dd}");
        return CommandLine.Success;
    }

    private static IEnumerable<string[]> Rows(RenewalStatus status)
    {
        yield return ["name in the vault", status.Certificate];
        yield return ["names", string.Join(' ', status.Current.Names)];
        if (status.Current.NotAfter is { } end)
            yield return ["good until", $"{end:yyyy-MM-dd}"];
        if (status.Reason is { } reason)
            yield return ["due now", reason];
        else if (status.DueAt is { } due)
            yield return ["due on", $"{due:yyyy-MM-dd}"];
        if (status.Problem is { } problem)
            yield return ["last problem", problem];
        if (status.NextTry is { } next)
            yield return ["next try after", $"{next:yyyy-MM-dd HH:mm} UTC"];
    }
}
