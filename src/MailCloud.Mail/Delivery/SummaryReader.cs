using System.IO.Pipelines;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery;

/// <summary>
/// Reads a message once, as it streams out of its pack, and makes its summary; memory does not depend on the message's size. A message that
/// breaks the parser still has a summary: one part that holds all of it.
/// </summary>
internal sealed class SummaryReader(IMailStore store, ILogger log)
{
    public delegate ValueTask<MessageSummary> Parse(Stream message, string place, CancellationToken cancellationToken);

    /// <summary>The parser; tests put one here that fails.</summary>
    public Parse Parser { get; init; } = MessageParser.ParseAsync;

    /// <exception cref="MessageMissingException">The pack is gone.</exception>
    /// <exception cref="StoreUnavailableException">The pack could not be read.</exception>
    public async ValueTask<MessageSummary> ReadAsync(MessageReference message, CancellationToken cancellationToken)
    {
        var place = DeliveryKey.For(message).Value;
        var pipe = new Pipe();
        var copying = CopyAsync(message, pipe.Writer, cancellationToken);
        var content = pipe.Reader.AsStream();
        try
        {
            return await Parser(content, place, cancellationToken);
        }
        catch (Exception e) when (!copying.IsFaulted && !cancellationToken.IsCancellationRequested)
        {
            // Throws what the copying threw, should that be the reason.
            await content.CopyToAsync(Stream.Null, cancellationToken);
            log.LogError(e, "The message {Place} broke the parser; it is delivered unparsed", place);
            return Unparsed(message, place);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await copying;
        }
    }

    private async Task CopyAsync(MessageReference message, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await store.CopyContentAsync(message, 0, message.Length, writer, cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await writer.CompleteAsync(e);
            throw;
        }
    }

    private static MessageSummary Unparsed(MessageReference message, string place) =>
        MessageParser.Parse([], place) with
        {
            Size = message.Length,
            Body = new BodyPart
            {
                Type = "text",
                Subtype = "plain",
                Header = new ByteRange(0, 0),
                Body = new ByteRange(0, message.Length),
            },
        };
}
