using System.CommandLine;
using MailCloud.Mail.Outgoing;

namespace MailCloud.Cli.Commands;

/// <summary>How a command line names a message of the queue.</summary>
internal static class QueueMessage
{
    public static Argument<string> Argument() => new("MESSAGE") { Description = "As `mailcloud queue list` shows it, or its beginning" };

    /// <summary>The groups of the message that is meant; or why there are none.</summary>
    public static async Task<(List<StoredGroup> Groups, string? Problem)> FindAsync(
        IOutgoingStore store,
        string text,
        CancellationToken cancel
    )
    {
        var groups = OutgoingId.TryParse(text, out var id)
            ? await store.ListAsync(id, cancel).ToListAsync(cancel)
            : await store
                .ListAsync(cancel)
                .Where(stored => stored.Group.Key.Message.ToString().StartsWith(text, StringComparison.Ordinal))
                .ToListAsync(cancel);
        return groups.Select(stored => stored.Group.Key.Message).Distinct().Count() switch
        {
            0 => (groups, $"No message {text} is known to the queue."),
            1 => (groups, null),
            var count => (groups, $"{count} messages begin with {text}: give more of it."),
        };
    }
}
