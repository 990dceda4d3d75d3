using System.CommandLine;
using MailCloud.Outbound.Queue;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud queue drop MESSAGE</c></summary>
internal static class QueueDrop
{
    public static Command Create(CommandContext context)
    {
        var message = QueueMessage.Argument();
        var command = new Command("drop", "Give up a message's recipients that still wait; its sender is not told") { message };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var account = await storage.OpenStorageAsync(parsed, cancel);
                var (groups, problem) = await QueueMessage.FindAsync(account.Outgoing, parsed.GetRequiredValue(message), cancel);
                if (problem is not null)
                    return context.Terminal.Fail(problem);
                var control = new QueueControl(account.Outgoing, TimeProvider.System);
                var dropped = 0;
                foreach (var stored in groups)
                    dropped += await control.DropAsync(stored.Group.Key, cancel);
                context.Terminal.Say($"Gave up {dropped} recipients.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
