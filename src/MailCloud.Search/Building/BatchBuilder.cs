using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Segments;
using Microsoft.Extensions.Logging;

namespace MailCloud.Search.Building;

/// <summary>Makes a segment of messages by reading them.</summary>
internal sealed class BatchBuilder(IMailStore store, TimeProvider time, ILogger log)
{
    /// <summary>Messages read at once: one waits for storage while another is decoded.</summary>
    private const int Readers = 4;

    /// <summary>Messages that are read before the first of them is written.</summary>
    private const int Ahead = 64;

    /// <summary>A segment of one batch; not all of the messages, if they have much text.</summary>
    /// <param name="messages">In order of EMAILID.</param>
    /// <param name="maxOctets">Of text; the batch ends when there are more.</param>
    public async Task<(SegmentInfo Info, ReadOnlyMemory<byte> Content)> BuildAsync(
        AccountId account,
        IReadOnlyList<HeldMessage> messages,
        long maxOctets,
        CancellationToken cancellationToken
    )
    {
        var (writer, terms) = (new SegmentWriter(), new TermCollector());
        long octets = 0;
        foreach (var some in messages.Chunk(Ahead))
        {
            if (octets > maxOctets)
                break;
            var texts = new MessageTexts[some.Length];
            await Parallel.ForAsync(
                0,
                some.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken },
                async (i, cancel) => texts[i] = await ReadAsync(account, some[i], cancel)
            );
            for (var i = 0; i < some.Length; i++)
            {
                terms.Add(writer.Messages, texts[i]);
                writer.AddMessage(some[i].Email, texts[i]);
                octets += texts[i].Headers.Length + texts[i].Body.Length;
            }
        }
        writer.EndMessages();
        terms.WriteTo(writer);
        return writer.Complete(time.GetUtcNow());
    }

    private async ValueTask<MessageTexts> ReadAsync(AccountId account, HeldMessage message, CancellationToken cancellationToken)
    {
        var (reader, collector) = (new MessageText(store), new TextCollector());
        try
        {
            var summary = await message.Summary.ReadAsync(cancellationToken);
            var header = await reader.ReadHeaderAsync(message.Content, summary, cancellationToken);
            await reader.WriteAsync(message.Content, summary, header, collector, cancellationToken);
            return collector.Take();
        }
        catch (MessageMissingException)
        {
            // Whoever searches finds that out again, and says so of this message alone.
            return collector.Take() with { IsPartial = true };
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            // A message that cannot be decoded must not keep the index from all the others, run after run.
            log.LogWarning(e, "Message {Email} of {Account} cannot be read whole, and is not in the text index", message.Email, account);
            return collector.Take() with { IsPartial = true };
        }
    }
}
