using System.CommandLine;
using System.Globalization;
using MailCloud.Mail.Outgoing;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud queue show MESSAGE</c></summary>
internal static class QueueShow
{
    public static Command Create(CommandContext context)
    {
        var message = QueueMessage.Argument();
        var command = new Command("show", "Show how far a message is with each of its recipients") { message };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var account = await storage.OpenStorageAsync(parsed, cancel);
                var (found, problem) = await QueueMessage.FindAsync(account.Outgoing, parsed.GetRequiredValue(message), cancel);
                if (problem is not null)
                    return context.Terminal.Fail(problem);
                var groups = found.ConvertAll(stored => stored.Group);
                var envelope = groups[0].Envelope;
                context.Terminal.Say($"Message   {groups[0].Key.Message}");
                context.Terminal.Say($"From      {envelope.ReversePath?.ToString() ?? "<>"}");
                context.Terminal.Say($"Accepted  {Time(groups[0].Received)}, {groups[0].Message.Content.Length} octets");
                context.Terminal.List(
                    ["To", "State", "Tries", "Last try", "Server", "Answer"],
                    groups.SelectMany(group => group.Recipients).Select(Row)
                );
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static string[] Row(OutgoingRecipient recipient) =>
        [
            recipient.Recipient.Address.ToString(),
            recipient.State.ToString().ToLowerInvariant(),
            recipient.Attempts.ToString(CultureInfo.InvariantCulture),
            recipient.Last is { } last ? Time(last.Time) : "",
            recipient.Last?.RemoteHost ?? "",
            recipient.Last is { } answer ? $"{answer.Status} {answer.Text}" : "",
        ];

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
