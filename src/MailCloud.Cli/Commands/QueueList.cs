using System.CommandLine;
using System.Globalization;
using MailCloud.Mail.Outgoing;
using MailCloud.Storage;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud queue list [--all]</c></summary>
internal static class QueueList
{
    public static Command Create(CommandContext context)
    {
        var all = new Option<bool>("--all") { Description = "Messages that are done, too" };
        var command = new Command("list", "List the mail that waits to be sent, and what was set aside") { all };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var account = await storage.OpenStorageAsync(parsed, cancel);
                var groups = await account
                    .Outgoing.ListAsync(cancel)
                    .Select(stored => stored.Group)
                    .Where(group => group.Done is null || parsed.GetValue(all))
                    .ToListAsync(cancel);
                var now = TimeProvider.System.GetUtcNow();
                context.Terminal.List(
                    ["Message", "From", "To", "Waiting", "Tries", "Age", "Next", "Last answer"],
                    groups.Select(group => Row(group, now))
                );
                foreach (var queue in (string[])[QueueNames.Deliver, QueueNames.Send])
                    if (await account.Queue(queue + QueueNames.Poison).CountAsync(cancel) is > 0 and var count)
                        context.Terminal.Note(
                            $"{count} messages of the queue {queue} failed too often and were set aside on {queue}{QueueNames.Poison}."
                        );
                return CommandLine.Success;
            }
        );
        return command;
    }

    /// <summary>A time span as people say it: <c>3d 4h</c>, <c>12m</c>.</summary>
    internal static string Short(TimeSpan span) =>
        span switch
        {
            { TotalSeconds: < 60 } => $"{Math.Max(0, (int)span.TotalSeconds)}s",
            { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes}m",
            { TotalHours: < 24 } => $"{span.Hours}h {span.Minutes}m",
            _ => $"{(int)span.TotalDays}d {span.Hours}h",
        };

    // Not the destination: with a smart host that is the same for all.
    private static string To(OutgoingGroup group) =>
        group.Recipients.Length == 1
            ? $"{group.Recipients[0].Recipient.Address}"
            : $"{group.Recipients[0].Recipient.Address} and {group.Recipients.Length - 1} more";

    private static string[] Row(OutgoingGroup group, DateTimeOffset now)
    {
        var open = group.Recipients.Count(recipient => !recipient.IsSettled);
        var last = group.Recipients.Select(recipient => recipient.Last).OfType<AttemptNote>().MaxBy(note => note.Time);
        return
        [
            group.Key.Message.ToString(),
            group.Envelope.ReversePath?.ToString() ?? "<>",
            To(group),
            string.Create(CultureInfo.InvariantCulture, $"{open} of {group.Recipients.Length}"),
            group.Attempts.ToString(CultureInfo.InvariantCulture),
            Short(now - group.Received),
            group.Done is not null ? "done"
            : group.IsClaimedAt(now) ? "now"
            : $"in {Short(group.Due - now)}",
            last is null ? "" : $"{last.Status} {last.Text}",
        ];
    }
}
