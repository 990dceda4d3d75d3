using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MailCloud.Mail.Objects;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>One object of an account's factors, with the version that was read.</summary>
/// <param name="Version">0: there is none yet.</param>
internal sealed record Factor<T>(string Id, T Body, ulong Version);

/// <summary>Everything by which an account's owner proves a second time who they are, as it was read at once.</summary>
internal sealed class FactorSet(ObjectCollection objects)
{
    public const string TotpId = "totp";

    /// <summary>The app that is being set up, and counts for nothing yet.</summary>
    public const string NewTotpId = "totp-new";

    public const string RecoveryId = "recovery";
    public const string GuessesId = "guesses";
    public const string PasskeyPrefix = "passkey-";

    public Factor<TotpBody>? Totp { get; } = Find(objects, TotpId, FactorJson.Default.TotpBody);

    public Factor<TotpBody>? NewTotp { get; } = Find(objects, NewTotpId, FactorJson.Default.TotpBody);

    public Factor<RecoveryBody>? Recovery { get; } = Find(objects, RecoveryId, FactorJson.Default.RecoveryBody);

    public Factor<GuessesBody>? Guesses { get; } = Find(objects, GuessesId, FactorJson.Default.GuessesBody);

    /// <summary>In the order in which they were added.</summary>
    public ImmutableArray<Factor<PasskeyBody>> Passkeys { get; } =
    [
        .. objects
            .Objects.Where(stored => stored.Id.StartsWith(PasskeyPrefix, StringComparison.Ordinal))
            .Select(stored => Read(stored, FactorJson.Default.PasskeyBody))
            .OrderBy(passkey => passkey.Body.Created),
    ];

    /// <summary>Whether the password alone is not enough.</summary>
    public bool IsOn => Totp is not null || !Passkeys.IsEmpty;

    /// <summary><see cref="IsOn"/> of factors of which some may be damaged.</summary>
    public static bool AreOn(ObjectCollection objects) =>
        objects.Objects.Any(stored => stored.Id is TotpId || stored.Id.StartsWith(PasskeyPrefix, StringComparison.Ordinal));

    public int RecoveryCodesLeft => IsOn ? Recovery?.Body.Hashes.Count ?? 0 : 0;

    /// <summary>How the second step of a log-in may be done, as the page calls it.</summary>
    public IReadOnlyList<string> Methods =>
        [
            .. Totp is null ? Array.Empty<string>() : ["totp"],
            .. Passkeys.IsEmpty ? Array.Empty<string>() : ["passkey"],
            .. RecoveryCodesLeft == 0 ? Array.Empty<string>() : ["recovery"],
        ];

    private static Factor<T>? Find<T>(ObjectCollection objects, string id, JsonTypeInfo<T> type)
        where T : class =>
        objects.Objects.FirstOrDefault(stored => string.Equals(stored.Id, id, StringComparison.Ordinal)) is { } found
            ? Read(found, type)
            : null;

    // One that cannot be read is no reason to do without: the log-in fails, and an administrator can reset it.
    private static Factor<T> Read<T>(StoredObject stored, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(stored.Body.Span, type) is { } body
            ? new Factor<T>(stored.Id, body, stored.Changed)
            : throw new InvalidDataException($"The factor {stored.Id} is damaged.");
}
