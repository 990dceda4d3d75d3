using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Push;

/// <summary>Reads what a client says of a subscription (RFC 8620 §7.2).</summary>
internal sealed class PushSubscriptionForm(JsonElement properties, DateTimeOffset now)
{
    /// <summary>A subscription ends unless its client comes back; RFC 8620 §7.2 asks for 48 hours at least.</summary>
    private static readonly TimeSpan MaxLife = TimeSpan.FromDays(7);

    private const int MaxText = 255;
    private const int MaxUrl = 2_048;
    private const int MaxTypes = 50;

    private readonly List<string> wrong = [];

    /// <summary>What is wrong with what was read.</summary>
    public SetError Error =>
        properties.ValueKind == JsonValueKind.Object
            ? SetError.InvalidProperties("Some properties are missing, or cannot be set to that.", [.. wrong])
            : SetError.InvalidProperties("A PushSubscription is an object.");

    /// <summary>Null: see <see cref="Error"/>.</summary>
    public PushSubscription? ReadNew(string code)
    {
        var subscription = new PushSubscription(
            "",
            new Uri("about:blank"),
            Keys: null,
            code,
            IsVerified: false,
            now + MaxLife,
            Types: null,
            ImmutableDictionary<string, string>.Empty
        );
        if (properties.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in properties.EnumerateObject())
            subscription = property.Name switch
            {
                "deviceClientId" => subscription with { DeviceClientId = Text(property) ?? "" },
                "url" => subscription with { Url = Address(property) ?? subscription.Url },
                "keys" => Keys(property, subscription),
                // It is found out, and not chosen.
                "verificationCode" when property.Value.ValueKind == JsonValueKind.Null => subscription,
                _ => Change(property, subscription),
            };
        if (subscription.DeviceClientId.Length == 0)
            wrong.Add("deviceClientId");
        if (!subscription.Url.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.Ordinal))
            wrong.Add("url");
        return wrong.Count == 0 ? subscription : null;
    }

    /// <summary>Null: see <see cref="Error"/>.</summary>
    public PushSubscription? ReadChange(PushSubscription subscription)
    {
        if (properties.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in properties.EnumerateObject())
            subscription =
                property.Name is "verificationCode" ? Verify(property, subscription)
                : property.Name is "deviceClientId" && property.Value.ValueEquals(subscription.DeviceClientId) ? subscription
                : Change(property, subscription);
        return wrong.Count == 0 ? subscription : null;
    }

    private PushSubscription Change(JsonProperty property, PushSubscription subscription)
    {
        switch (property.Name)
        {
            case "expires":
                return subscription with { Expires = End(property) };
            case "types" when property.Value.ValueKind == JsonValueKind.Null:
                return subscription with { Types = null };
            case "types"
                when property.Value.ValueKind == JsonValueKind.Array
                    && property.Value.GetArrayLength() <= MaxTypes
                    && property
                        .Value.EnumerateArray()
                        .All(type => type.ValueKind == JsonValueKind.String && type.GetString()!.Length <= MaxText):
                return subscription with { Types = [.. property.Value.EnumerateArray().Select(type => type.GetString()!)] };
            default:
                wrong.Add(property.Name);
                return subscription;
        }
    }

    private PushSubscription Verify(JsonProperty property, PushSubscription subscription)
    {
        if (property.Value.ValueKind == JsonValueKind.String && property.Value.ValueEquals(subscription.Code))
            return subscription with { IsVerified = true };
        wrong.Add(property.Name);
        return subscription;
    }

    private PushSubscription Keys(JsonProperty property, PushSubscription subscription)
    {
        if (property.Value.ValueKind == JsonValueKind.Null)
            return subscription;
        var (key, auth) = (Octets(property.Value, "p256dh"), Octets(property.Value, "auth"));
        if (key is not null && auth is { Length: PushEncryption.AuthOctets } && PushEncryption.IsPublicKey(key))
            return subscription with { Keys = new PushKeys(key, auth) };
        wrong.Add(property.Name);
        return subscription;
    }

    private static byte[]? Octets(JsonElement keys, string name) =>
        keys.ValueKind == JsonValueKind.Object
        && keys.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: <= MaxText } text
        && Base64Url.IsValid(text)
            ? Base64Url.DecodeFromChars(text)
            : null;

    private static string? Text(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { Length: <= MaxText } text ? text : null;

    private static Uri? Address(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String
        && property.Value.GetString() is { Length: <= MaxUrl } text
        && Ascii.IsValid(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0
            ? address
            : null;

    private DateTimeOffset End(JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.Null)
            return now + MaxLife;
        if (
            property.Value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParseExact(
                property.Value.GetString(),
                ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var end
            )
            && end > now
        )
            return end < now + MaxLife ? end : now + MaxLife;
        wrong.Add(property.Name);
        return now;
    }
}
