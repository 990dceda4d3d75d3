using System.CommandLine;
using System.IO.Pipelines;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Mbox;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud import ADDRESS FILE [--mailbox NAME] [--seen]</c></summary>
internal static class ImportCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("import", "Put the messages of an mbox file into a mailbox");
        var target = new MailboxOption(command);
        var file = new Argument<FileInfo>("FILE") { Description = "The file" }.AcceptExistingOnly();
        var seen = new Option<bool>("--seen") { Description = "All of them count as read" };
        command.Add(file);
        command.Add(seen);
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await target.FindAsync(parsed, accounts, context.Terminal, cancel) is not var (account, mailbox))
                    return CommandLine.Failed;
                var store = new QuotaMailStore(accounts.Store, new QuotaPolicy(accounts.Directory));
                await using var content = parsed.GetRequiredValue(file).OpenRead();
                var import = new MboxImport(store, account.Account, mailbox.Id, context.Time)
                {
                    Flags = parsed.GetValue(seen) ? MessageFlags.Seen : MessageFlags.None,
                };
                return Report(await import.RunAsync(PipeReader.Create(content), cancel), mailbox, context.Terminal);
            }
        );
        return command;
    }

    private static int Report(ImportResult result, MailboxEntry mailbox, Terminal terminal)
    {
        foreach (var error in result.Errors)
            terminal.Note($"Message {error.Message}: {error.Detail}.");
        terminal.Say($"Imported {result.Imported} messages into {mailbox.Name}; left out {result.Skipped}.");
        return result.Errors.Any(error => error.Reason is not (ImportFailure.Empty or ImportFailure.Expunged))
            ? CommandLine.Failed
            : CommandLine.Success;
    }
}
