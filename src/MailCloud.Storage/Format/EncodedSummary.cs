using Google.Protobuf;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>A summary as the log holds it, which is a fraction of the parsed one; it is read when somebody asks.</summary>
internal sealed class EncodedSummary(ReadOnlyMemory<byte> bytes) : StoredSummary
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public static EncodedSummary From(StoredSummary summary) =>
        summary switch
        {
            EncodedSummary encoded => encoded,
            ParsedSummary parsed => new EncodedSummary(SummaryFormat.ToProto(parsed.Summary).ToByteArray()),
            _ => throw new ArgumentException(
                $"A summary of another store ({summary.GetType().Name}) cannot be kept here.",
                nameof(summary)
            ),
        };

    public override ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken) => new(SummaryFormat.Read(Bytes.Span));
}
