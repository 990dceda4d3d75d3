using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Submissions;

/// <summary>What <c>EmailSubmission/set</c> is told (RFC 8621 §7.5).</summary>
/// <param name="OnSuccessUpdateEmail">By the id of a submission, or its creation id with <c>#</c>: what then becomes of its Email.</param>
/// <param name="OnSuccessDestroyEmail">The submissions whose Emails then go.</param>
public sealed record SubmissionSetArguments(
    string? AccountId,
    string? IfInState = null,
    IReadOnlyDictionary<string, JsonElement>? Create = null,
    IReadOnlyDictionary<string, JsonElement>? Update = null,
    IReadOnlyList<string>? Destroy = null,
    IReadOnlyDictionary<string, JsonElement>? OnSuccessUpdateEmail = null,
    IReadOnlyList<string>? OnSuccessDestroyEmail = null
) : SetArguments(AccountId, IfInState, Create, Update, Destroy);

/// <summary>A submission as a client makes it; the rest is the server's.</summary>
/// <param name="Envelope">Null: made of the message.</param>
public sealed record NewSubmission(string? IdentityId, string? EmailId, SubmissionEnvelope? Envelope = null);

/// <summary>Whom a message is from and to, for the servers on its way (RFC 8621 §7).</summary>
public sealed record SubmissionEnvelope(SubmissionAddress MailFrom, IReadOnlyList<SubmissionAddress> RcptTo);

/// <param name="Parameters">Of the SMTP extension FUTURERELEASE (RFC 4865 §4), or none.</param>
public sealed record SubmissionAddress(string Email, IReadOnlyDictionary<string, string?>? Parameters = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false
)]
[JsonSerializable(typeof(SubmissionSetArguments))]
[JsonSerializable(typeof(NewSubmission))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
