using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Jmap.Core;

/// <summary>What every <c>/get</c> is told (RFC 8620 §5.1).</summary>
/// <param name="Ids">Null: all there are.</param>
/// <param name="Properties">Null: the type's default ones.</param>
public sealed record GetArguments(string? AccountId, IReadOnlyList<string>? Ids = null, IReadOnlyList<string>? Properties = null);

/// <summary>What every <c>/get</c> answers.</summary>
public sealed record GetResponse<T>(string AccountId, string State, IReadOnlyList<T> List, IReadOnlyList<string> NotFound);

/// <summary>What every <c>/changes</c> is told (RFC 8620 §5.2).</summary>
public sealed record ChangesArguments(string? AccountId, string? SinceState, long? MaxChanges = null);

/// <summary>What every <c>/changes</c> answers.</summary>
public record ChangesResponse(
    string AccountId,
    string OldState,
    string NewState,
    bool HasMoreChanges,
    IReadOnlyList<string> Created,
    IReadOnlyList<string> Updated,
    IReadOnlyList<string> Destroyed
);

/// <summary>What every <c>/set</c> is told (RFC 8620 §5.3); some are told more.</summary>
/// <param name="Create">Objects by creation id.</param>
/// <param name="Update">Patches by id.</param>
public record SetArguments(
    string? AccountId,
    string? IfInState = null,
    IReadOnlyDictionary<string, JsonElement>? Create = null,
    IReadOnlyDictionary<string, JsonElement>? Update = null,
    IReadOnlyList<string>? Destroy = null
);

/// <summary>What every <c>/set</c> answers. What is null is not in the answer.</summary>
/// <param name="Created">By creation id: the properties that the server set.</param>
/// <param name="Updated">By id: what changed besides what the client said; null: nothing did.</param>
public sealed record SetResponse(
    string AccountId,
    string? OldState,
    string NewState,
    IReadOnlyDictionary<string, JsonElement>? Created,
    IReadOnlyDictionary<string, JsonElement?>? Updated,
    IReadOnlyList<string>? Destroyed,
    IReadOnlyDictionary<string, SetError>? NotCreated,
    IReadOnlyDictionary<string, SetError>? NotUpdated,
    IReadOnlyDictionary<string, SetError>? NotDestroyed
);

/// <summary>Why one object was not made, changed or removed (RFC 8620 §5.3).</summary>
/// <param name="Properties">The properties that are wrong.</param>
public sealed record SetError(string Type, string? Description = null, ImmutableArray<string>? Properties = null)
{
    /// <summary>The object that is there already (<c>alreadyExists</c>, RFC 8621 §4.8).</summary>
    public string? ExistingId { get; init; }

    /// <summary>The most recipients of a message (<c>tooManyRecipients</c>, RFC 8621 §7.5).</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>Those that are no addresses, or lead nowhere (<c>invalidRecipients</c>, RFC 8621 §7.5).</summary>
    public IReadOnlyList<string>? InvalidRecipients { get; init; }

    /// <summary>The most octets of a message (<c>tooLarge</c>, RFC 8621 §7.5).</summary>
    public int? MaxSize { get; init; }

    /// <summary>The blobs that are not there (<c>blobNotFound</c>, RFC 8621 §4.6).</summary>
    [JsonPropertyName("notFound")]
    public ImmutableArray<string>? BlobsNotFound { get; init; }

    public static SetError NotFound { get; } = new("notFound");

    public static SetError InvalidProperties(string description, params ImmutableArray<string> properties) =>
        new("invalidProperties", description, properties);

    public static SetError Forbidden(string description) => new("forbidden", description);

    public static SetError OverQuota(string description) => new("overQuota", description);

    public static SetError TooLarge(string description) => new("tooLarge", description);

    public static SetError Singleton { get; } = new("singleton");
}
