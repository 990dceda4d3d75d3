using System.Runtime.CompilerServices;
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

    /// <summary>Distinct terms after which a batch ends: each takes some hundred octets of memory until the segment is written.</summary>
    private const int MaxTerms = 500_000;

    /// <summary>After so long no other message is read, and what there is becomes a segment: so each run gets on, however slow the messages are to read.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(2);

    /// <summary>A segment of one batch; not all of the messages, if they have much text, or many terms, or take long.</summary>
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
        await foreach (var (message, read) in ReadAsync(account, messages, cancellationToken))
        {
            var texts = terms.TryAdd(writer.Messages, read) ? read : MessageTexts.Unknown;
            writer.AddMessage(message.Email, texts);
            octets += texts.Headers.Length + texts.Body.Length;
            if (octets > maxOctets || terms.Count > MaxTerms)
                break;
        }
        writer.EndMessages();
        terms.WriteTo(writer);
        return writer.Complete(time.GetUtcNow());
    }

    /// <summary>The messages and their texts, in order, until time is up; the first in any case.</summary>
    private async IAsyncEnumerable<(HeldMessage Message, MessageTexts Texts)> ReadAsync(
        AccountId account,
        IReadOnlyList<HeldMessage> messages,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        foreach (var some in messages.Chunk(Ahead))
        {
            var texts = new MessageTexts?[some.Length];
            await Parallel.ForAsync(
                0,
                some.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken },
                async (i, cancel) =>
                {
                    if (some[i].Email == messages[0].Email || time.GetElapsedTime(started) < MaxTime)
                        texts[i] = await ReadAsync(account, some[i], cancel);
                }
            );
            for (var i = 0; i < some.Length; i++)
            {
                if (texts[i] is not { } read)
                    yield break;
                yield return (some[i], read);
            }
        }
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
