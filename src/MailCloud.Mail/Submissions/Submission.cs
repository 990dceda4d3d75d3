using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Submissions;

/// <summary>
/// A message that a user has sent through the API (RFC 8621 §7): who gets it and when, where it lies as it is to leave, and how far it is. It is an object of its account, and
/// each step of it is a commit against the version before: of two who want to send it and to call it back, one comes first.
/// </summary>
public sealed record Submission
{
    public static readonly ObjectKind Kind = new("submission");

    /// <summary>The message and its identity as the API calls them.</summary>
    public string IdentityId { get; set; } = "";

    public string EmailId { get; set; } = "";

    public string ThreadId { get; set; } = "";

    public string MailFrom { get; set; } = "";

    public IReadOnlyDictionary<string, string?>? MailParameters { get; set; }

    public IReadOnlyList<string> RcptTo { get; set; } = [];

    /// <summary>When it is to leave.</summary>
    public DateTimeOffset SendAt { get; set; }

    public SubmissionPhase Phase { get; set; }

    /// <summary>When it was decided that it leaves, and nobody could call it back any more.</summary>
    public DateTimeOffset? Released { get; set; }

    /// <summary>The message with its trace fields and without those that nobody is to see.</summary>
    public Guid Pack { get; set; }

    public long Offset { get; set; }

    public int Length { get; set; }

    [JsonIgnore]
    public MessageReference Content => new(new PackId(Pack), Offset, Length);

    /// <summary>What is put on the queue <c>deliver</c>: the same however often, so that a message that is there twice is delivered once.</summary>
    /// <param name="account">Who submitted it.</param>
    public DeliveryBatch ToBatch(AccountId account)
    {
        var recipients = RcptTo.Select(Parse).Select(address => new EnvelopeRecipient(address)).ToImmutableArray();
        var sender = Parse(MailFrom);
        var envelope = new SmtpEnvelope(sender, recipients)
        {
            Submitter = account,
            IsInternational = !sender.IsAscii() || recipients.Any(recipient => !recipient.Address.IsAscii()),
        };
        var released = Released ?? throw new InvalidOperationException("The message may still be called back.");
        return new DeliveryBatch(Content.Pack, [new SpooledMessage(Content, envelope, released.ToUnixTimeSeconds())]);
    }

    public byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(this, SubmissionJson.Default.Submission);

    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public static Submission Of(StoredObject stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Body.Span, SubmissionJson.Default.Submission)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The submission {stored.Id} is damaged.", e);
        }
    }

    private static Address Parse(string text) =>
        Address.TryParse(text, out var address)
            ? address
            : throw new InvalidDataException("A submission has something that is no address.");
}

/// <summary>How far a submission is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SubmissionPhase>))]
public enum SubmissionPhase
{
    /// <summary>It waits, and can be called back.</summary>
    Held,

    /// <summary>It leaves; whether it is on the queue <c>deliver</c> already is not known, and so it is put there.</summary>
    Releasing,

    /// <summary>It is in the hands of delivery.</summary>
    Released,

    /// <summary>It was called back, and never leaves.</summary>
    Canceled,
}

/// <summary>Says when it is a submission's turn: the body of a message of the queue <c>submit</c>.</summary>
/// <param name="Issued">When it was sent first. A ticket is there before its submission is.</param>
public sealed record SubmissionTicket(AccountId Account, string Id, DateTimeOffset Issued);

/// <summary>The queue <c>submit</c>. A ticket may come more than once, and out of order.</summary>
public interface ISubmissionQueue
{
    /// <param name="delay">When it is to come; at most <see cref="SubmissionAgent.LongestWait"/>.</param>
    /// <exception cref="StoreUnavailableException">The queue does not answer.</exception>
    ValueTask EnqueueAsync(SubmissionTicket ticket, TimeSpan delay, CancellationToken cancellationToken);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Submission))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
