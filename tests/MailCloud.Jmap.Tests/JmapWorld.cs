using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Push;
using MailCloud.Jmap.Tests.Push;
using MailCloud.Jmap.Tests.Submissions;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Mail.Uploads;
using MailCloud.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Jmap.Tests;

/// <summary>The API over stores in memory, with one account that has its standard mailboxes and no mail.</summary>
public sealed class JmapWorld
{
    private JmapWorld(IMailStore? store, IEnumerable<Method>? methods)
    {
        Directory.AddDomainAsync(new Domain("example.org"), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Quotas = new QuotaPolicy(Directory);
        Sent = new SubmissionRoom(Objects, Time);
        var plain = store ?? new QuotaMailStore(new MemoryMailStore(Time), Quotas);
        var vapid = Vapid.OpenAsync(Directory, Time, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Push = new PushSender(plain, Objects, new HttpClient(PushServices), vapid, Time, PushLog);
        Store = new PushingMailStore(plain, Push);
        Server = new JmapServer(methods ?? JmapMethods.All)
        {
            Store = Store,
            Directory = Directory,
            Quotas = Quotas,
            Objects = Objects,
            Uploads = new MemoryUploadStore(Time),
            Time = Time,
            Submissions = Sent.Outlet,
            Push = Push,
            Loggers = Log,
        };
    }

    /// <summary>The account; <c>example.org</c> is one of our domains.</summary>
    public static readonly AccountId Alice = new("alice@example.org");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryDirectory Directory { get; } = new();

    public MemoryObjectStore Objects { get; } = new();

    public RecordedLog Log { get; } = new();

    /// <summary>All push services of the world.</summary>
    public PushServices PushServices { get; } = new();

    public PushSender Push { get; }

    public RecordedLog<PushSender> PushLog { get; } = new();

    public QuotaPolicy Quotas { get; }

    /// <summary>What was sent.</summary>
    public SubmissionRoom Sent { get; }

    public IMailStore Store { get; }

    public JmapServer Server { get; }

    /// <summary>The account's id in the API.</summary>
    public string AccountId { get; } = JmapIds.Of(Alice);

    /// <param name="store">Null: one in memory.</param>
    /// <param name="methods">Null: all there are.</param>
    public static async Task<JmapWorld> CreateAsync(IMailStore? store = null, IEnumerable<Method>? methods = null)
    {
        var world = new JmapWorld(store, methods);
        await world.Store.CreateAccountAsync(Alice, CancellationToken.None);
        await world.Directory.AddAsync(new AccountAddress(new Address("alice", "example.org"), Alice), CancellationToken.None);
        return world;
    }

    /// <summary>Calls one method, which must answer; <c>accountId</c> is filled in where it is missing.</summary>
    /// <returns>The response's arguments.</returns>
    public async Task<JsonElement> CallAsync(string method, string arguments = "{}")
    {
        var (name, response) = await CallAnyAsync(method, arguments);
        Assert.True(string.Equals(name, method, StringComparison.Ordinal), $"{method} answered {name} {response}");
        return response;
    }

    /// <summary>Calls one method, which must answer an error.</summary>
    /// <returns>The error's type.</returns>
    public async Task<string> ErrorAsync(string method, string arguments = "{}")
    {
        var (name, response) = await CallAnyAsync(method, arguments);
        Assert.Equal("error", name);
        return response.GetProperty("type").GetString()!;
    }

    /// <summary>Calls methods in one request: each a name and its arguments, to which others refer by their place (<c>"resultOf": "0"</c>).</summary>
    /// <returns>Names and arguments of all responses.</returns>
    public async Task<IReadOnlyList<(string Name, JsonElement Arguments)>> CallsAsync(params (string Method, string Arguments)[] calls)
    {
        var list = new JsonArray([.. calls.Select((call, place) => Invocation(call.Method, call.Arguments, place))]);
        var response = await RequestAsync(new JsonObject { ["using"] = Using, ["methodCalls"] = list }.ToJsonString());
        return
        [
            .. response.GetProperty("methodResponses").EnumerateArray().Select(invocation => (invocation[0].GetString()!, invocation[1])),
        ];
    }

    /// <summary>Runs a request; the whole response.</summary>
    /// <exception cref="RequestException">The request is refused.</exception>
    public async Task<JsonElement> RequestAsync(string request, CancellationToken cancellationToken = default)
    {
        using var written = new MemoryStream();
        var response = PipeWriter.Create(written, new StreamPipeWriterOptions(leaveOpen: true));
        await Server.RunAsync(Alice, Encoding.UTF8.GetBytes(request), response, cancellationToken);
        await response.CompleteAsync();
        return JsonElement.Parse(written.ToArray());
    }

    /// <summary>Puts a message into a mailbox as it would come in; line ends may be LF.</summary>
    /// <returns>The Email's id.</returns>
    public async Task<string> DeliverAsync(
        string message,
        string mailbox = "INBOX",
        MessageFlags flags = MessageFlags.None,
        params string[] keywords
    )
    {
        await using var appender = new MessageAppender(Store, Alice);
        await appender.WriteAsync(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")), CancellationToken.None);
        var complete = await appender.CompleteAsync(flags, [.. keywords], Time.GetUtcNow(), CancellationToken.None);
        var result = await Store.CommitAsync(Alice, new AppendMessages(MailboxTarget.Named(mailbox), [complete]), CancellationToken.None);
        Assert.Null(result.Refusal);
        return JmapIds.Of(new EmailId(result.Events[^1].Last.Value));
    }

    /// <summary>The id of a mailbox.</summary>
    public async Task<string> MailboxAsync(string name) =>
        JmapIds.Of((await StateAsync()).Directory.Find(name)?.Id ?? throw new InvalidOperationException($"There is no mailbox {name}."));

    /// <summary>The account as it is.</summary>
    public async Task<AccountState> StateAsync() => (await Store.ReadAsync(Alice, StateDepth.Messages, CancellationToken.None))!;

    private static JsonArray Using => [.. Capabilities.All.Select(capability => JsonValue.Create(capability))];

    private async Task<(string Name, JsonElement Arguments)> CallAnyAsync(string method, string arguments) =>
        (await CallsAsync((method, arguments)))[0];

    private JsonArray Invocation(string method, string arguments, int place)
    {
        var told = JsonNode.Parse(arguments)!.AsObject();
        if (
            !told.ContainsKey("accountId")
            && method is not "Core/echo"
            && !method.StartsWith("PushSubscription/", StringComparison.Ordinal)
        )
            told["accountId"] = AccountId;
        return [method, told, $"{place}"];
    }
}
