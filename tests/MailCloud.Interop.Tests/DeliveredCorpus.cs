using System.Collections.Immutable;
using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>Every message of the corpora, sent over SMTP to one account. The reverse-path of each says which one it is.</summary>
public sealed class DeliveredCorpus : IAsyncLifetime
{
    public const string Account = "corpus@example.test";

    private const int Connections = 8;

    // Nobody can read which server its Authentication-Results is of, so the field does not get in (RFC 8601 §5).
    private const string WithUnreadableResults = "bad_date_header.eml";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-corpus-");
    private MailProcess? service;

    public MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    public IReadOnlyList<(string Name, byte[] Bytes)> Messages { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Messages =
        [
            .. Corpora
                .Messages()
                .Where(file => !file.Name.EndsWith(WithUnreadableResults, StringComparison.Ordinal))
                .Select(file => (file.Name, file.Read()))
                .Where(message => message.Item2.Length > 0),
        ];
        // All of them are to be found in the inbox, spam or not.
        var settings = ImmutableDictionary<string, string>.Empty.Add("MAILCLOUD_SPAM", "off");
        service = await MailProcess.StartAsync(data, settings, "--account", $"{Account}:corpus-secret");
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => SendAsync()));

        async Task SendAsync()
        {
            await using var smtp = await SmtpWire.ConnectAsync("localhost", Service.Endpoints.Ports.Smtp);
            for (var i = Interlocked.Increment(ref next); i < Messages.Count; i = Interlocked.Increment(ref next))
            {
                var reply = await smtp.SendAsync($"corpus-{i}@sender.example", Account, Messages[i].Bytes);
                if (!reply.StartsWith("250 ", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{Messages[i].Name} was refused: {reply}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        data.Delete(recursive: true);
    }
}
