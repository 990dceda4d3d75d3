using System.CommandLine;
using System.CommandLine.Parsing;
using Azure;
using Azure.Identity;
using MailCloud.Certificates.Zones;
using MailCloud.Cli.Commands;
using MailCloud.Local;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;

namespace MailCloud.Cli;

/// <summary>The command <c>mailcloud</c>: its subcommands, and what its exit code says.</summary>
public static class CommandLine
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The command was right, and it could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command, or the machine, has to change first: a bad option, a taken port, Node.js missing.</summary>
    public const int Usage = 2;

    /// <summary>Runs one command line, and returns its exit code. Errors are one line on the standard error that names what to change.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandContext context)
    {
        var parsed = Create(context).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            return ReportUsage(parsed, context.Terminal);
        try
        {
            // The limit is for what does not heed the cancellation; `up` stops in order, and Azurite may take its half minute.
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
                Output = context.Terminal.Output,
                Error = context.Terminal.Error,
            };
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception e) when (e is SetupException or SettingException)
        {
            return context.Terminal.Complain(Usage, e.Message);
        }
        catch (OperationCanceledException)
        {
            return context.Terminal.Fail("Interrupted.");
        }
        catch (DnsZoneException e)
        {
            return context.Terminal.Fail(e.Message);
        }
        catch (Exception e) when (e is StoreUnavailableException or RequestFailedException or AuthenticationFailedException)
        {
            return context.Terminal.Fail($"Azure did not do it: {FirstLine((e.InnerException ?? e).Message)}");
        }
        catch (Exception e)
        {
            return context.Terminal.Fail($"This is a fault of the program; please report it.\n{e}");
        }
    }

    private static RootCommand Create(CommandContext context) =>
        new("Mail on an Azure Storage account. `mailcloud up` starts all of it on this machine; `mailcloud test` runs the tests.")
        {
            UpCommand.Create(context),
            Group(
                "domain",
                "The domains that this service takes mail for",
                DomainAdd.Create(context),
                DomainList.Create(context),
                DomainShow.Create(context),
                DomainSet.Create(context),
                DomainRemove.Create(context)
            ),
            Group(
                "user",
                "The people who have an account",
                UserAdd.Create(context),
                UserList.Create(context),
                UserPasswd.Create(context),
                UserRemove.Create(context),
                Group(
                    "app-password",
                    "Passwords for single programs of an account",
                    AppPasswordAdd.Create(context),
                    AppPasswordList.Create(context),
                    AppPasswordRevoke.Create(context)
                )
            ),
            Group(
                "alias",
                "Addresses that stand for others",
                AliasAdd.Create(context),
                AliasList.Create(context),
                AliasShow.Create(context),
                AliasRemove.Create(context)
            ),
            Group("quota", "What accounts may hold", QuotaShow.Create(context), QuotaSet.Create(context), QuotaRemove.Create(context)),
            Group(
                "queue",
                "Mail that waits to be sent",
                QueueList.Create(context),
                QueueShow.Create(context),
                QueueRetry.Create(context),
                QueueDrop.Create(context)
            ),
            Group(
                "dkim",
                "The keys that sign a domain's mail",
                DkimCommands.CreateRotate(context),
                DkimCommands.CreateActivate(context),
                DkimCommands.CreateList(context)
            ),
            Group(
                "certificate",
                "The server's certificate, where an authority renews it",
                CertificateCommands.CreateShow(context),
                CertificateCommands.CreateRenew(context)
            ),
            DnsCommand.Create(context),
            Group("cloud", "A deployment in Azure", CloudPrepare.Create(context)),
            ProbeCommand.Create(context),
            CostCommand.Create(context),
            ImportCommand.Create(context),
            ExportCommand.Create(context),
            BackupCommands.CreateBackup(context),
            BackupCommands.CreateRestore(context),
        };

    private static Command Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
            group.Add(command);
        return group;
    }

    private static int ReportUsage(ParseResult parsed, Terminal terminal)
    {
        var path = new List<string>();
        for (
            SymbolResult? result = parsed.CommandResult;
            result is CommandResult { Command: not RootCommand } command;
            result = result.Parent
        )
            path.Insert(0, command.Command.Name);
        var help = string.Join(' ', ["mailcloud", .. path, "--help"]);
        // A word that fits nowhere explains the other errors.
        var reason = parsed.UnmatchedTokens is [var word, ..]
            ? $"'{word}' is no command or option here"
            : FirstLine(parsed.Errors[0].Message);
        return terminal.Complain(Usage, $"{reason.TrimEnd('.')} (see `{help}`).");
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
