using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>A message on its way into storage as a stream that others write into.</summary>
/// <param name="maxOctets">To write more throws <see cref="SetFailure"/> (tooLarge).</param>
internal sealed class AppenderStream(MessageAppender appender, long maxOctets) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => appender.Length;

    public override long Position
    {
        get => appender.Length;
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        appender.Length + buffer.Length <= maxOctets
            ? appender.WriteAsync(buffer, cancellationToken)
            : throw new SetFailure(SetError.TooLarge($"A message may have {maxOctets} octets."));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
