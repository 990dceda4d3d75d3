using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>An app that makes codes (RFC 6238).</summary>
/// <param name="Secret">What it shares with us; encrypted for the account.</param>
/// <param name="LastStep">The number of the time step whose code was used last: none of it or before it counts again (RFC 6238 §5.2).</param>
internal sealed record TotpBody(byte[] Secret, DateTimeOffset Created, long LastStep);

/// <summary>Codes for the day on which everything else is lost; each works once.</summary>
/// <param name="Hashes">SHA-256 of salt and code, of those that are left. The codes are random, and long enough that hashing them slowly adds nothing.</param>
internal sealed record RecoveryBody(byte[] Salt, IReadOnlyList<byte[]> Hashes);

/// <summary>How often codes were guessed lately, as a point in time: that at which all of it has worn off.</summary>
internal sealed record GuessesBody(DateTimeOffset Until);

/// <summary>A passkey, as far as it is needed to check what it signs (WebAuthn Level 3 §4, credential record).</summary>
/// <param name="Name">Its owner's name for it.</param>
/// <param name="SignCount">Its own counter; 0: it has none.</param>
internal sealed record PasskeyBody(
    byte[] CredentialId,
    byte[] PublicKey,
    string Name,
    DateTimeOffset Created,
    DateTimeOffset? LastUsed,
    uint SignCount,
    IReadOnlyList<string> Transports,
    bool IsBackupEligible,
    bool IsBackedUp
);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TotpBody))]
[JsonSerializable(typeof(RecoveryBody))]
[JsonSerializable(typeof(GuessesBody))]
[JsonSerializable(typeof(PasskeyBody))]
internal sealed partial class FactorJson : JsonSerializerContext;
