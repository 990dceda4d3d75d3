using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;

namespace MailCloud.Testing;

/// <summary>Where a <see cref="MemorySpool"/> fails as storage does.</summary>
public enum SpoolFault
{
    None,
    Begin,
    Write,
    Complete,
}

/// <summary>A message in a <see cref="MemorySpool"/>: what the server put in front, and what the client sent.</summary>
public sealed record MemorySpoolMessage(SmtpEnvelope Envelope, byte[] Prefix, byte[] Content)
{
    /// <summary>The prefix; octets as characters.</summary>
    public string Fields => Encoding.Latin1.GetString(Prefix);

    /// <summary>The content; octets as characters.</summary>
    public string Text => Encoding.Latin1.GetString(Content);
}

/// <summary>Takes messages as the real spool does, and keeps them for a test to look at.</summary>
public sealed class MemorySpool : ISpool
{
    private readonly ConcurrentQueue<MemorySpoolMessage> messages = new();
    private int open;

    /// <summary>From now on storage fails there.</summary>
    public SpoolFault Fault { get; set; }

    /// <summary>Whether content is counted and dropped: for measuring the engine and not the spool.</summary>
    public bool Forgets { get; init; }

    /// <summary>The messages that were completed, in order.</summary>
    public IReadOnlyCollection<MemorySpoolMessage> Messages => messages;

    /// <summary>Messages begun that were neither completed nor dropped yet.</summary>
    public int Open => Volatile.Read(ref open);

    public ISpoolWriter BeginMessage()
    {
        FailAt(SpoolFault.Begin);
        Interlocked.Increment(ref open);
        return new Writer(this);
    }

    private void FailAt(SpoolFault point)
    {
        if (Fault == point)
            throw new StoreUnavailableException($"The spool fails at {point}, as the test wants it to.");
    }

    private sealed class Writer(MemorySpool spool) : ISpoolWriter
    {
        private readonly ArrayBufferWriter<byte> content = new();
        private bool disposed;

        public long Length { get; private set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            spool.FailAt(SpoolFault.Write);
            Length += bytes.Length;
            if (!spool.Forgets)
                content.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask<MessageReference> CompleteAsync(
            ReadOnlyMemory<byte> prefix,
            SmtpEnvelope envelope,
            CancellationToken cancellationToken
        )
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            spool.FailAt(SpoolFault.Complete);
            if (!spool.Forgets)
                spool.messages.Enqueue(new MemorySpoolMessage(envelope, prefix.ToArray(), content.WrittenSpan.ToArray()));
            var reference = new MessageReference(new PackId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), 0, prefix.Length + (int)Length);
            return new ValueTask<MessageReference>(reference);
        }

        public ValueTask DisposeAsync()
        {
            if (!disposed)
                Interlocked.Decrement(ref spool.open);
            disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
