using System.CommandLine;
using System.IO.Pipelines;
using MailCloud.Webmail.Mbox;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud export ADDRESS FILE [--mailbox NAME]</c></summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("export", "Write the messages of a mailbox into an mbox file");
        var source = new MailboxOption(command);
        var file = new Argument<FileInfo>("FILE") { Description = "The file; it must not be there yet" };
        command.Add(file);
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await source.FindAsync(parsed, accounts, context.Terminal, cancel) is not var (account, mailbox))
                    return CommandLine.Failed;
                var path = parsed.GetRequiredValue(file);
                if (path.Exists)
                    return context.Terminal.Fail($"{path} is there already.");
                await using var content = path.Open(FileMode.CreateNew, FileAccess.Write);
                var writer = PipeWriter.Create(content);
                var messages = account.Messages(mailbox.Id);
                var export = new MboxExport(accounts.Store, writer);
                await export.WriteAsync(messages, cancel);
                await writer.CompleteAsync();
                context.Terminal.Say($"Exported {messages.Count - export.Missing} messages of {mailbox.Name} to {path}.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
