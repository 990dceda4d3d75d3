using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MailCloud.Interop.Tests.Consistency;

/// <summary>A message as a client knows it; what it was not told is null.</summary>
internal sealed record KnownMessage(uint? Uid = null, string? Flags = null);

/// <summary>
/// An IMAP client that believes every word and forgives nothing: it keeps a picture of the open mailbox from what it is told, and fails when a response makes
/// no sense in that picture, or comes when it must not. Text stands for octets, one character each (ISO 8859-1).
/// </summary>
internal sealed partial class StrictImapClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient tcp;
    private readonly SslStream stream;
    private readonly StreamReader reader;
    private readonly List<string> untagged = [];
    private int commands;
    private bool numbersInUse;

    private StrictImapClient(TcpClient tcp, SslStream stream)
    {
        this.tcp = tcp;
        this.stream = stream;
        reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
    }

    /// <summary>The open mailbox: message n is the one before index n.</summary>
    public List<KnownMessage> View { get; } = [];

    /// <summary>The untagged responses of the last command, those about messages of the view excepted.</summary>
    public IReadOnlyList<string> Untagged => untagged;

    /// <summary>Connects and logs in.</summary>
    public static async Task<StrictImapClient> LogInAsync(MailProcess service, string account)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("localhost", service.Endpoints.Ports.Imaps);
        var encrypted = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, service.IsTrusted);
        await encrypted.AuthenticateAsClientAsync("localhost");
        var client = new StrictImapClient(socket, encrypted);
        Assert.StartsWith("* OK ", await client.ReadAsync(), StringComparison.Ordinal);
        await client.SucceedAsync($"LOGIN {account} {service.Login(account).Password}");
        return client;
    }

    /// <summary>Opens a mailbox and learns what is in it.</summary>
    public async Task SelectAsync(string mailbox)
    {
        View.Clear();
        await SucceedAsync($"SELECT {mailbox}");
        await LearnAsync();
    }

    /// <summary>Asks for the UIDs and flags of messages that came in meanwhile.</summary>
    public async Task LearnAsync()
    {
        while (View.FindIndex(message => message.Uid is null || message.Flags is null) is >= 0 and var unknown)
            await SucceedAsync($"FETCH {unknown + 1}:{View.Count} (UID FLAGS)");
    }

    /// <summary>Notes what a silent STORE did to flags that are known.</summary>
    public void Assume(uint[] uids, string sign, string[] flags)
    {
        for (var index = 0; index < View.Count; index++)
            if (View[index] is { Uid: { } uid, Flags: { } before } message && uids.Contains(uid))
            {
                var after = sign switch
                {
                    "+" => before.Split(' ').Union(flags, StringComparer.Ordinal),
                    "-" => before.Split(' ').Except(flags, StringComparer.Ordinal),
                    _ => flags,
                };
                View[index] = message with { Flags = Sorted(after) };
            }
    }

    /// <summary>Runs a command that has to succeed, and returns what its tagged line says behind OK.</summary>
    public async Task<string> SucceedAsync(string command)
    {
        var completion = await RunAsync(command);
        Assert.True(completion.StartsWith("OK ", StringComparison.Ordinal), $"{command}: {completion}");
        return completion[3..];
    }

    /// <summary>Runs a command and returns its tagged line without the tag.</summary>
    public async Task<string> RunAsync(string command)
    {
        var tag = await SendAsync(command);
        return await ReadCompletionAsync(tag);
    }

    /// <summary>Begins to idle; <see cref="DoneAsync"/> ends it with the tag that this returns.</summary>
    public async Task<string> IdleAsync()
    {
        var tag = await SendAsync("IDLE");
        while (!(await ReadAsync() is var response && response.StartsWith("+ ", StringComparison.Ordinal)))
            Take(response);
        return tag;
    }

    /// <summary>Reads one response while idling.</summary>
    public async Task<string> ReadWhileIdleAsync()
    {
        var response = await ReadAsync();
        Take(response);
        return response;
    }

    public async Task DoneAsync(string tag)
    {
        await WriteAsync("DONE\r\n");
        Assert.StartsWith("OK ", await ReadCompletionAsync(tag), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
        tcp.Dispose();
    }

    private async Task<string> SendAsync(string command)
    {
        var tag = $"T{++commands}";
        untagged.Clear();
        numbersInUse = NumberedCommand().IsMatch(command);
        await WriteAsync($"{tag} {command}\r\n");
        return tag;
    }

    private Task WriteAsync(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().WaitAsync(Patience);

    private async Task<string> ReadCompletionAsync(string tag)
    {
        while (true)
        {
            var response = await ReadAsync();
            if (response.StartsWith(tag + " ", StringComparison.Ordinal))
                return response[(tag.Length + 1)..];
            Take(response);
        }
    }

    /// <summary>The next response, its literals included.</summary>
    private async Task<string> ReadAsync()
    {
        var response = new StringBuilder();
        while (true)
        {
            var line =
                await reader.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException("The server ended the connection.");
            response.Append(line);
            if (Literal().Match(line) is not { Success: true } literal)
                return response.ToString();
            var octets = new char[int.Parse(literal.Groups["size"].ValueSpan, CultureInfo.InvariantCulture)];
            Assert.Equal(octets.Length, await reader.ReadBlockAsync(octets, default).AsTask().WaitAsync(Patience));
            response.Append("\r\n").Append(octets);
        }
    }

    private void Take(string response)
    {
        Assert.StartsWith("* ", response, StringComparison.Ordinal);
        Assert.False(response.StartsWith("* BYE", StringComparison.Ordinal), response);
        var message = AboutMessages().Match(response);
        if (!message.Success)
        {
            untagged.Add(response);
            return;
        }
        var number = int.Parse(message.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);
        var kind = message.Groups["kind"].Value;
        if (kind is "EXISTS")
        {
            Assert.True(number >= View.Count, $"{response} takes messages away, of which there were {View.Count}");
            View.AddRange(Enumerable.Repeat(new KnownMessage(), number - View.Count));
            return;
        }
        Assert.True(number >= 1 && number <= View.Count, $"{response} of {View.Count} messages");
        if (kind is "EXPUNGE")
        {
            Assert.False(numbersInUse, $"{response} while sequence numbers were in use");
            View.RemoveAt(number - 1);
        }
        else
            View[number - 1] = Learn(View[number - 1], response);
    }

    private static KnownMessage Learn(KnownMessage known, string fetch)
    {
        if (Uid().Match(fetch) is { Success: true } uid)
        {
            var told = uint.Parse(uid.Groups["uid"].ValueSpan, CultureInfo.InvariantCulture);
            Assert.True(known.Uid is null || known.Uid == told, $"{fetch} for the message with UID {known.Uid}");
            known = known with { Uid = told };
        }
        return Flags().Match(fetch) is { Success: true } flags
            ? known with
            {
                Flags = Sorted(flags.Groups["flags"].Value.Split(' ')),
            }
            : known;
    }

    /// <summary>Flags in the one order in which they are compared.</summary>
    public static string Sorted(IEnumerable<string> flags) =>
        string.Join(' ', flags.Where(flag => flag.Length > 0).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^(FETCH|STORE|SEARCH) ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NumberedCommand();

    [GeneratedRegex(@"\{(?<size>\d+)\}$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\* (?<n>\d+) (?<kind>EXISTS|EXPUNGE|FETCH)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AboutMessages();

    [GeneratedRegex(@"[( ]UID (?<uid>\d+)[ )]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Uid();

    [GeneratedRegex(@"[( ]FLAGS \((?<flags>[^)]*)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Flags();
}
