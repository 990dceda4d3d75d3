using System.Buffers;
using System.IO.Pipelines;

namespace MailCloud.Listener.Proxy;

/// <summary>Takes the PROXY header off the front of a connection.</summary>
internal static class ProxyPreamble
{
    /// <summary>A proxy sends its header with the connection; one that does not is none.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <exception cref="ProxyProtocolException">There is none, it is malformed, or it took too long to come.</exception>
    /// <exception cref="EndOfStreamException">The other side left without a word, as the probes of load balancers do.</exception>
    public static async ValueTask<ProxyHeader> ReadAsync(PipeReader input, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Limit, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limited.Token);
                if (TryTake(input, read.Buffer) is { } header)
                    return header;
                if (read.IsCompleted)
                    throw read.Buffer.IsEmpty ? new EndOfStreamException() : new ProxyProtocolException("it is cut off");
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProxyProtocolException($"it did not come within {Limit}");
        }
    }

    private static ProxyHeader? TryTake(PipeReader input, ReadOnlySequence<byte> buffer)
    {
        var octets = buffer.Slice(0, Math.Min(buffer.Length, ProxyHeader.MaxOctets)).ToArray();
        if (ProxyHeader.Parse(octets, out var length) is not { } header)
            return null;
        input.AdvanceTo(buffer.GetPosition(length));
        return header;
    }
}
