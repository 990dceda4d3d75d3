using System.CommandLine;
using MailCloud.Mail.Outgoing;
using MailCloud.Outbound.Queue;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud queue retry (MESSAGE | --all)</c></summary>
internal static class QueueRetry
{
    public static Command Create(CommandContext context)
    {
        var message = QueueMessage.Argument();
        message.Arity = ArgumentArity.ZeroOrOne;
        var all = new Option<bool>("--all") { Description = "Everything that waits" };
        var command = new Command("retry", "Try a message now, or everything that waits") { message, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(message) is not null))
                result.AddError("Give a message, or --all");
        });
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var account = await storage.OpenStorageAsync(parsed, cancel);
                var (groups, problem) = parsed.GetValue(message) is { } one
                    ? await QueueMessage.FindAsync(account.Outgoing, one, cancel)
                    : (await WaitingAsync(account.Outgoing, cancel), null);
                if (problem is not null)
                    return context.Terminal.Fail(problem);
                var control = new QueueControl(account.Outgoing, TimeProvider.System);
                var tried = 0;
                foreach (var stored in groups)
                    if (await control.RetryAsync(stored, cancel))
                        tried++;
                context.Terminal.Say(
                    tried == 0
                        ? "Nothing waits there: it is done, or just being sent."
                        : $"{tried} of {groups.Count} destinations get their turn now."
                );
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static async Task<List<StoredGroup>> WaitingAsync(IOutgoingStore store, CancellationToken cancel) =>
        await store.ListAsync(cancel).Where(stored => stored.Group.Done is null).ToListAsync(cancel);
}
