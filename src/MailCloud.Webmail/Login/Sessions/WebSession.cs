using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Mail.Objects;

namespace MailCloud.Webmail.Login.Sessions;

/// <summary>A browser that is logged in: an object of the account, so that it is the same for every process, survives them, and is over when it is removed.</summary>
/// <param name="LastSeen">Some minutes old at most.</param>
/// <param name="AuthenticatedAt">When its user last proved who they are.</param>
/// <param name="IsRemembered">Whether it goes on for <see cref="RememberedFor"/> from its last use on, or ends <see cref="Otherwise"/> after it began.</param>
/// <param name="UserAgent">What the browser says it is.</param>
/// <param name="Address">The client's, when it was last seen.</param>
internal sealed record WebSession(
    DateTimeOffset Created,
    DateTimeOffset LastSeen,
    DateTimeOffset AuthenticatedAt,
    bool IsRemembered,
    string UserAgent,
    string Address
)
{
    public static readonly TimeSpan RememberedFor = TimeSpan.FromDays(30);
    public static readonly TimeSpan Otherwise = TimeSpan.FromHours(12);

    /// <summary>How long a log-in is enough for what weakens the account's security.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    /// <summary>The name of its object: a hash of the secret that its cookie holds, which is kept nowhere else.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>The version of its object.</summary>
    [JsonIgnore]
    public ulong Version { get; init; }

    public bool IsOver(DateTimeOffset now) => now >= (IsRemembered ? LastSeen + RememberedFor : Created + Otherwise);

    public bool IsFresh(DateTimeOffset now) => now < AuthenticatedAt + FreshFor;

    /// <summary>Null: it is damaged, and nobody's.</summary>
    public static WebSession? Read(StoredObject stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Body.Span, SessionJson.Default.WebSession) is { } session
                ? session with
                {
                    Id = stored.Id,
                    Version = stored.Changed,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public ObjectWrite Write() => new(Id, JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.WebSession), Version);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebSession))]
internal sealed partial class SessionJson : JsonSerializerContext;
