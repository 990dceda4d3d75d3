using System.Collections.Immutable;
using MailCloud.Testing.Processes;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Telemetry.Tests;

/// <summary>What an OpenTelemetry collector hears of a running service: one message's way, figures of each protocol, and nothing about people.</summary>
public sealed class CollectorTests : IAsyncLifetime
{
    private const string Account = "otis@example.test";
    private const string Password = "a-password-that-nobody-hears-of";
    private const string WrongPassword = "a-password-that-is-none";
    private const string Subject = "A subject that is nobody's business";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-telemetry-");
    private Collector collector = null!;
    private MailProcess service = null!;

    public async ValueTask InitializeAsync()
    {
        collector = await Collector.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            ["MAILCLOUD_LOG_LEVEL"] = "information",
        };
        service = await MailProcess.StartAsync(data, settings.ToImmutableDictionary(), "--account", $"{Account}:{Password}");
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await collector.DisposeAsync();
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Figures_count_what_happened_and_tell_of_no_person()
    {
        await FailToLogInAsync();
        await SendAsync();
        await ReadOverImapAsync();
        await ReadOverPop3Async();

        foreach (var (name, tags) in Counted)
            await UntilAsync($"{name} {string.Join(' ', tags)}", () => Newest(name, tags) is 1);
        await UntilAsync("the end of all connections", () => Newest("mailcloud.connections.open", ["protocol=submissions"]) is 0);
        AssertTellsOfNobody();
    }

    [Fact]
    public async Task A_message_is_one_trace_from_its_acceptance_to_the_inbox_and_figures_tell_of_no_person()
    {
        await SendAsync();
        await ReadOverImapAsync();
        await ReadOverPop3Async();

        await UntilAsync("one trace", () => Traces().Any(names => names.Any(IsContent) && names.Contains("deliver")));
        await UntilAsync(
            "storage's part of it",
            () => Traces().Any(names => names.Contains("deliver") && names.Contains("EntityGroupTransaction"))
        );
        foreach (var (name, tag) in Wanted)
            await UntilAsync($"{name} {tag}", () => collector.Figures.Any(figure => figure.Name == name && figure.Tags.Contains(tag)));
        await UntilAsync("logs", () => collector.HasHeardOf("logs"));

        AssertTellsOfNobody();
    }

    private void AssertTellsOfNobody()
    {
        foreach (var signal in new[] { "traces", "metrics", "logs" })
        foreach (var secret in new[] { Account, "otis", Subject, Password, WrongPassword })
            Assert.False(collector.Heard(signal, secret), $"{signal} say {secret}.");
    }

    /// <summary>What happened once.</summary>
    private static IEnumerable<(string Name, string[] Tags)> Counted =>
        [
            ("mailcloud.messages", ["protocol=submissions", "outcome=accepted"]),
            ("mailcloud.deliveries", ["mailbox=inbox"]),
            ("mailcloud.delivery.latency", ["mailbox=inbox"]),
            ("mailcloud.command.duration", ["protocol=submissions", "command=MAIL", "outcome=ok"]),
            ("mailcloud.command.duration", ["protocol=submissions", "command=AUTH", "outcome=refused"]),
            ("mailcloud.command.duration", ["protocol=pop3s", "command=RETR", "outcome=ok"]),
            ("mailcloud.command.duration", ["protocol=imaps", "command=LOGOUT", "outcome=ok"]),
            ("mailcloud.logins", ["protocol=smtp", "mechanism=PLAIN", "outcome=refused"]),
            ("mailcloud.connections", ["protocol=imaps", "outcome=served"]),
            ("mailcloud.connections", ["protocol=pop3s", "outcome=served"]),
        ];

    /// <summary>The sum that was told last; null: none was told.</summary>
    private double? Newest(string name, string[] tags) =>
        collector.Figures.LastOrDefault(figure => figure.Name == name && tags.All(figure.Tags.Contains))?.Value;

    private static IEnumerable<(string Name, string Tag)> Wanted =>
        [
            ("mailcloud.connections", "protocol=submissions"),
            ("mailcloud.connections.open", "protocol=imaps"),
            ("mailcloud.tls.handshakes", "version=TLS1.3"),
            ("mailcloud.command.duration", "command=MAIL"),
            ("mailcloud.command.duration", "command=EXAMINE"),
            ("mailcloud.command.duration", "command=RETR"),
            ("mailcloud.io", "direction=out"),
            ("mailcloud.logins", "outcome=ok"),
            ("mailcloud.messages", "outcome=accepted"),
            ("mailcloud.deliveries", "mailbox=inbox"),
            ("mailcloud.delivery.latency", "mailbox=inbox"),
            ("mailcloud.function.duration", "function=Deliver"),
            ("mailcloud.storage.operations", "operation=PutBlob"),
            ("mailcloud.storage.duration", "operation=PutMessage"),
        ];

    private IEnumerable<IReadOnlySet<string>> Traces() =>
        collector
            .Spans.GroupBy(span => span.Trace, span => span.Name, StringComparer.Ordinal)
            .Select(names => names.ToHashSet(StringComparer.Ordinal));

    private static bool IsContent(string name) => name is "submissions DATA" or "submissions BDAT";

    private async Task FailToLogInAsync()
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Submissions, SecureSocketOptions.SslOnConnect);
        await Assert.ThrowsAsync<AuthenticationException>(() =>
            client.AuthenticateAsync(new SaslMechanismPlain(Account, WrongPassword), TestContext.Current.CancellationToken)
        );
        await client.DisconnectAsync(quit: true);
    }

    private async Task SendAsync()
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Submissions, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(Account));
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Otis", Account));
        message.To.Add(new MailboxAddress("Otis", Account));
        message.Subject = Subject;
        message.Body = new TextPart("plain") { Text = "Hello" };
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }

    private async Task ReadOverImapAsync()
    {
        using var client = new ImapClient { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(Account));
        var inbox = client.Inbox!;
        await UntilAsync(
            "the message",
            async () =>
            {
                await inbox.OpenAsync(FolderAccess.ReadOnly);
                return (await inbox.SearchAsync(SearchQuery.All)).Count == 1;
            }
        );
        await client.DisconnectAsync(quit: true);
    }

    private async Task ReadOverPop3Async()
    {
        using var client = new Pop3Client { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Pop3s, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(Account));
        Assert.Equal(Subject, (await client.GetMessageAsync(0)).Subject);
        await client.DisconnectAsync(quit: true);
    }

    private static Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(what, () => Task.FromResult(isSo()));

    private static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"Nothing was heard of {what}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
