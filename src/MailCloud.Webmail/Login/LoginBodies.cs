using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Webmail.Login;

/// <summary>The first step of a log-in.</summary>
/// <param name="Remember">Whether the session is to last from visit to visit.</param>
internal sealed record PasswordBody(string? Name, string? Password, bool Remember = false);

/// <summary>A code of whatever sort.</summary>
internal sealed record CodeBody(string? Code);

/// <summary>What a passkey answered: the credential's own JSON form (WebAuthn Level 3 §5.1.8).</summary>
internal sealed record CredentialBody(JsonElement Credential, bool Remember = false);

/// <summary>What comes of a step: <c>done</c>, or <c>secondFactor</c> with how it may be done.</summary>
internal sealed record StepAnswer(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Methods = null
)
{
    public static readonly StepAnswer Done = new("done");

    public static StepAnswer SecondFactor(IReadOnlyList<string> methods) => new("secondFactor", methods);
}
