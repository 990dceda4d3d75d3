using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Outbound;

namespace MailCloud.Testing;

/// <summary>A message that a <see cref="MemoryTransport"/> was given for one destination.</summary>
/// <param name="Text">The content; octets as characters.</param>
public sealed record MemoryTransmission(
    OutboundMessage Message,
    string Destination,
    ImmutableArray<EnvelopeRecipient> Recipients,
    string Text
);

/// <summary>A way out whose servers do what a test told it: deliver, unless told otherwise.</summary>
public sealed class MemoryTransport : ITransport
{
    /// <summary>What a server says that takes a message.</summary>
    public static readonly DeliveryAttempt Accepted = new(DeliveryResult.Delivered, "2.0.0", "Ok")
    {
        ReplyCode = 250,
        RemoteHost = "mx.example.net",
    };

    /// <summary>What a server says that does not know the recipient.</summary>
    public static readonly DeliveryAttempt NoSuchUser = new(DeliveryResult.PermanentFailure, "5.1.1", "No such user")
    {
        ReplyCode = 550,
        RemoteHost = "mx.example.net",
    };

    /// <summary>What a server says that has trouble.</summary>
    public static readonly DeliveryAttempt TryLater = new(DeliveryResult.TemporaryFailure, "4.3.0", "Try again later")
    {
        ReplyCode = 451,
        RemoteHost = "mx.example.net",
    };

    private readonly ConcurrentDictionary<Address, Func<DeliveryAttempt>> answers = new();
    private readonly ConcurrentDictionary<Address, TaskCompletionSource> stalls = new();
    private readonly ConcurrentQueue<MemoryTransmission> transmissions = new();
    private readonly ConcurrentQueue<Address> delivered = new();

    /// <summary>Every call that was made, in order.</summary>
    public IReadOnlyCollection<MemoryTransmission> Transmissions => transmissions;

    /// <summary>Every recipient that was served, in order, as often as it was.</summary>
    public IReadOnlyCollection<Address> Delivered => delivered;

    /// <summary>The one destination of every domain, as with a smart host; null: each domain is its own.</summary>
    public string? SmartHost { get; init; }

    /// <summary>From now on, what the recipient's server does. It may throw, as a process that is killed does.</summary>
    public MemoryTransport Answer(string address, Func<DeliveryAttempt> answer)
    {
        answers[Parse(address)] = answer;
        return this;
    }

    /// <inheritdoc cref="Answer(string, Func{DeliveryAttempt})"/>
    public MemoryTransport Answer(string address, DeliveryAttempt attempt) => Answer(address, () => attempt);

    /// <summary>
    /// The recipient's server says nothing the next time, until the attempt is cancelled. The task ends when it is being waited for.
    /// </summary>
    public Task StallAt(string address) =>
        (stalls[Parse(address)] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public string DestinationOf(string domain) => SmartHost ?? domain.ToLowerInvariant();

    public async IAsyncEnumerable<RecipientOutcome> SendAsync(
        OutboundMessage message,
        string destination,
        ImmutableArray<EnvelopeRecipient> recipients,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var text = await TextOfAsync(message.Content, cancellationToken);
        transmissions.Enqueue(new MemoryTransmission(message, destination, recipients, text));
        foreach (var recipient in recipients)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (stalls.TryRemove(recipient.Address, out var stalled))
            {
                stalled.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            var attempt = answers.TryGetValue(recipient.Address, out var answer) ? answer() : Accepted;
            if (attempt.Result is DeliveryResult.Delivered)
                delivered.Enqueue(recipient.Address);
            yield return new RecipientOutcome(recipient, attempt);
        }
    }

    private static async ValueTask<string> TextOfAsync(IOutboundContent content, CancellationToken cancellationToken)
    {
        using var octets = new MemoryStream();
        var writer = PipeWriter.Create(octets, new StreamPipeWriterOptions(leaveOpen: true));
        await content.CopyToAsync(writer, cancellationToken);
        await writer.CompleteAsync();
        return Encoding.Latin1.GetString(octets.GetBuffer(), 0, (int)octets.Length);
    }

    private static Address Parse(string address) =>
        Address.TryParse(address, out var parsed) ? parsed : throw new ArgumentException($"{address} is no address.", nameof(address));
}
