using System.Buffers;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Mbox;

/// <summary>
/// A message on its way from an mbox into storage. What has been read of it waits in memory until its header's fields are known, or there is too much; from there on
/// it goes on in pieces. Dispose without <see cref="CompleteAsync"/> drops it.
/// </summary>
internal sealed class ImportedMessage(IMailStore store, AccountId account, FromLine line, int number) : IAsyncDisposable
{
    /// <summary>The most octets of a message.</summary>
    public const long MaxOctets = 50L * 1024 * 1024;

    private const int PieceOctets = 64 * 1024;

    private readonly MessageAppender appender = new(store, account);
    private readonly ArrayBufferWriter<byte> waiting = new();
    private MessageStatus? status;

    /// <summary>Its number in the file, from 1.</summary>
    public int Number => number;

    /// <summary>Octets read so far.</summary>
    public long Length => appender.Length + waiting.WrittenCount;

    /// <summary>Takes a piece of a line; nothing if there is too much already.</summary>
    public async ValueTask WriteAsync(LinePiece piece, CancellationToken cancellationToken)
    {
        if (Length > MaxOctets)
            return;
        waiting.Write(piece.Octets.Span);
        if (piece.Ends)
            waiting.Write("\r\n"u8);
        if (waiting.WrittenCount >= PieceOctets)
            await PassOnAsync(cancellationToken);
    }

    /// <summary>Why the message is not one to keep; null: it is. To be asked at its end.</summary>
    public async ValueTask<ImportError?> RefuseAsync(CancellationToken cancellationToken)
    {
        if (Length > MaxOctets)
            return new ImportError(Number, ImportFailure.TooLarge, $"The message is larger than {MaxOctets} octets");
        await PassOnAsync(cancellationToken);
        if (Length == 0)
            return new ImportError(Number, ImportFailure.Empty, "The message is empty");
        return status is { IsExpunged: true }
            ? new ImportError(Number, ImportFailure.Expunged, "The message was deleted by the program that wrote the file")
            : null;
    }

    /// <summary>Makes it durable.</summary>
    /// <param name="more">Flags to give it besides its own.</param>
    /// <param name="now">Its INTERNALDATE if it has no date.</param>
    /// <exception cref="StoreUnavailableException">Storage did not answer; the message is not there.</exception>
    public async Task<NewMessage> CompleteAsync(MessageFlags more, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = status ?? throw new InvalidOperationException("Nobody asked whether to keep the message.");
        var message = await appender.CompleteAsync(known.Flags | more, known.Keywords, line.Date ?? now, cancellationToken);
        if (line.Date is not null)
            return message;
        var summary = await message.Summary.ReadAsync(cancellationToken);
        return message with { InternalDateSeconds = (summary.SentDate ?? now).ToUnixTimeSeconds() };
    }

    public ValueTask DisposeAsync() => appender.DisposeAsync();

    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        var octets = waiting.WrittenMemory;
        if (status is null)
        {
            status = MessageStatus.Read(octets.Span, out var taken);
            octets = octets[taken..];
        }
        await appender.WriteAsync(octets, cancellationToken);
        waiting.ResetWrittenCount();
    }
}
