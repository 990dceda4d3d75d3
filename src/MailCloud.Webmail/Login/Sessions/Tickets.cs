using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Login.Sessions;

/// <summary>What the session's cookie holds: where the session is, and the secret that opens it.</summary>
internal sealed record SessionTicket(string Account, byte[] Token)
{
    public const string Cookie = "__Host-mailcloud";

    [JsonIgnore]
    public AccountId AccountId => new(Account);
}

/// <summary>The password was right, and a second factor is to follow.</summary>
/// <param name="Remember">What the first step said of the session to come.</param>
/// <param name="Password">A hash of what is kept of the password that was right: with that password this is over, too.</param>
internal sealed record HalfLogin(string Account, bool Remember, byte[] Password)
{
    public const string Cookie = "__Host-mailcloud-half";

    /// <summary>How long the second step may take.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    [JsonIgnore]
    public AccountId AccountId => new(Account);

    public static HalfLogin Of(AccountId account, bool remember, ScramVerifier password) => new(account.Value, remember, HashOf(password));

    /// <summary>Whether it was this password that was right.</summary>
    public bool IsOf(ScramVerifier password) => CryptographicOperations.FixedTimeEquals(HashOf(password), Password);

    private static byte[] HashOf(ScramVerifier password) => SHA256.HashData(password.StoredKey.AsSpan());
}

/// <summary>What a passkey was asked.</summary>
/// <param name="State">Challenge and whom it is for, as the check of the answer wants it.</param>
/// <param name="Asked">When: an answer counts once, so a passkey that was used since does not answer this.</param>
internal sealed record PasskeyQuestion(string State, DateTimeOffset Asked)
{
    /// <summary>Asked of somebody who logs in.</summary>
    public const string LoginCookie = "__Host-mailcloud-passkey";

    /// <summary>Asked of a passkey that is to be added.</summary>
    public const string NewCookie = "__Host-mailcloud-new-passkey";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SessionTicket))]
[JsonSerializable(typeof(HalfLogin))]
[JsonSerializable(typeof(PasskeyQuestion))]
internal sealed partial class TicketJson : JsonSerializerContext;
