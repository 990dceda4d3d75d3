using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>Every message of the corpora, sent over SMTP to one account. The reverse-path of each says which one it is.</summary>
public sealed class DeliveredCorpus(SharedProcess shared) : IAsyncLifetime
{
    private const int Connections = 8;

    public MailProcess Service => shared.Service;

    public IReadOnlyList<(string Name, byte[] Bytes)> Messages { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Messages = [.. Corpora.Messages().Select(file => (file.Name, file.Read())).Where(message => message.Item2.Length > 0)];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => SendAsync()));

        async Task SendAsync()
        {
            await using var smtp = await SmtpWire.ConnectAsync("localhost", Service.Endpoints.Ports.Smtp);
            for (var i = Interlocked.Increment(ref next); i < Messages.Count; i = Interlocked.Increment(ref next))
            {
                var reply = await smtp.SendAsync($"corpus-{i}@sender.example", SharedProcess.Corpus, Messages[i].Bytes);
                if (!reply.StartsWith("250 ", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{Messages[i].Name} was refused: {reply}");
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
