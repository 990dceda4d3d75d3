using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Push;

namespace MailCloud.Jmap.Http;

/// <summary>Writes an event stream: <c>state</c> and <c>ping</c> events (RFC 8620 §7.3).</summary>
/// <param name="ping">The time between pings; null: none.</param>
internal sealed class EventWriter(PipeWriter output, TimeProvider time, TimeSpan? ping)
{
    /// <summary>Sends something at once, so that whatever is between us and the client lets the stream through.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => WriteAsync("retry: 2000\n\n"u8.ToArray(), cancellationToken);

    public Task WriteAsync(AccountStates states, string id, CancellationToken cancellationToken)
    {
        var written = new ArrayBufferWriter<byte>();
        written.Write(Encoding.ASCII.GetBytes($"event: state\nid: {id}\ndata: "));
        using (var writer = new Utf8JsonWriter(written))
            states.Write(writer);
        written.Write("\n\n"u8);
        return WriteAsync(written.WrittenMemory, cancellationToken);
    }

    /// <summary>Sends pings until something has happened.</summary>
    public async Task PingUntilAsync(Task happening, CancellationToken cancellationToken)
    {
        if (ping is not { } interval)
            return;
        while (true)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var waiting = Task.Delay(interval, time, enough.Token);
            if (await Task.WhenAny(happening, waiting) == happening)
            {
                await enough.CancelAsync();
                return;
            }
            await waiting;
            await WriteAsync(
                Encoding.ASCII.GetBytes($"event: ping\ndata: {{\"interval\":{(int)interval.TotalSeconds}}}\n\n"),
                cancellationToken
            );
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) =>
        await output.WriteAsync(octets, cancellationToken);
}
