using System.Text.RegularExpressions;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>A client that believes what it is told: it keeps a picture of the open mailbox from untagged responses alone, and checks that each makes sense.</summary>
internal sealed partial class MirrorClient(PipeClient client)
{
    private int commands;

    /// <summary>The messages as the client knows them; what it was not told is null.</summary>
    public List<(uint? Uid, string? Flags)> Messages { get; } = [];

    /// <summary>Runs a command and returns its tagged line without the tag.</summary>
    public async Task<string> RunAsync(string command)
    {
        var tag = $"T{++commands}";
        var usesNumbers = command.StartsWith("STORE ", StringComparison.Ordinal);
        await client.SendLineAsync($"{tag} {command}");
        while (true)
        {
            var line = await client.ReadLineAsync() ?? throw new InvalidOperationException("The server ended the connection.");
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
                return line[(tag.Length + 1)..];
            Take(line, usesNumbers);
        }
    }

    /// <summary>What a STORE.SILENT did to a message, as far as this client can know.</summary>
    public void Forget(int index) => Messages[index] = (Messages[index].Uid, null);

    private void Take(string line, bool usesNumbers)
    {
        if (Exists().Match(line) is { Success: true } exists)
        {
            var count = int.Parse(exists.Groups["n"].ValueSpan);
            Assert.True(count >= Messages.Count, $"{line} takes messages away, of which there were {Messages.Count}");
            while (Messages.Count < count)
                Messages.Add((null, null));
        }
        else if (Expunge().Match(line) is { Success: true } expunge)
        {
            Assert.False(usesNumbers, $"{line} while sequence numbers were in use");
            Messages.RemoveAt(int.Parse(expunge.Groups["n"].ValueSpan) - 1);
        }
        else if (Fetch().Match(line) is { Success: true } fetch)
        {
            var index = int.Parse(fetch.Groups["n"].ValueSpan) - 1;
            var uid = uint.Parse(fetch.Groups["uid"].ValueSpan);
            Assert.True(
                Messages[index].Uid is null || Messages[index].Uid == uid,
                $"{line} for the message with UID {Messages[index].Uid}"
            );
            Messages[index] = (uid, fetch.Groups["flags"].Value);
        }
    }

    [GeneratedRegex(@"^\* (?<n>\d+) EXISTS$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Exists();

    [GeneratedRegex(@"^\* (?<n>\d+) EXPUNGE$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Expunge();

    [GeneratedRegex(@"^\* (?<n>\d+) FETCH \(UID (?<uid>\d+) FLAGS \((?<flags>[^)]*)\)\)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Fetch();
}
