using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Push;

/// <summary>Where a client wants to be told of changes while it is not connected (RFC 8620 §7.2).</summary>
/// <param name="DeviceClientId">The client's own name for itself on its device.</param>
/// <param name="Keys">What to encrypt with; null: the client wants plain messages.</param>
/// <param name="Code">What the client has to give back to show that messages reach it.</param>
/// <param name="Types">Null: all.</param>
/// <param name="Told">The states that the client was told last.</param>
internal sealed record PushSubscription(
    string DeviceClientId,
    Uri Url,
    PushKeys? Keys,
    string Code,
    bool IsVerified,
    DateTimeOffset Expires,
    IReadOnlyList<string>? Types,
    IReadOnlyDictionary<string, string> Told
)
{
    public static readonly ObjectKind Kind = new("push");

    /// <summary>The types that it is about, and that there are.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> WantedTypes =>
        Types is null ? StateTypes.All : Types.Where(StateTypes.All.Contains).ToHashSet(StringComparer.Ordinal);

    public ReadOnlyMemory<byte> ToBody() => JsonSerializer.SerializeToUtf8Bytes(this, PushJson.Default.PushSubscription);

    /// <summary>All subscriptions of an account.</summary>
    public static async ValueTask<IReadOnlyList<KeptSubscription>> ReadAsync(
        IObjectStore objects,
        AccountId account,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await objects.ReadAsync(account, Kind, cancellationToken)).Objects.Select(kept => new KeptSubscription(
                kept.Id,
                kept.Changed,
                JsonSerializer.Deserialize(kept.Body.Span, PushJson.Default.PushSubscription)!
            )),
        ];
}

/// <param name="P256dh">The client's public key (RFC 8291 §2.1).</param>
/// <param name="Auth">The secret that goes with it.</param>
internal sealed record PushKeys(byte[] P256dh, byte[] Auth);

/// <param name="Version">The number of its last change.</param>
internal sealed record KeptSubscription(string Id, ulong Version, PushSubscription Subscription)
{
    /// <summary>Writes another value of it, if it is still this one.</summary>
    public ObjectWrite Replace(PushSubscription next) => new(Id, next.ToBody(), Version);
}
