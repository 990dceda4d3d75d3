using System.Text.Json.Nodes;

namespace MailCloud.Certificates.Acme;

/// <summary>An account that the operator has at the authority by other means, which some authorities want to be bound (RFC 8555 §7.3.4).</summary>
/// <param name="KeyId">What the authority calls the account.</param>
/// <param name="Key">The secret that it gave out with it.</param>
public sealed record ExternalAccount(string KeyId, byte[] Key)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => KeyId;

    internal JsonObject Bind(JsonObject publicKey, Uri newAccount) =>
        Jws.SignHs256(Key, new JsonObject { ["kid"] = KeyId, ["url"] = newAccount.AbsoluteUri }, publicKey);
}
