using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MailCloud.Testing.KeyVault;

/// <summary>A request for a certificate that a vault has made and that waits for an authority.</summary>
internal sealed class PendingRequest(string id, VaultCertificatePolicy policy, AsymmetricAlgorithm key, JsonObject? tags)
{
    public const string InProgress = "inProgress";

    private readonly string csr = Convert.ToBase64String(policy.CreateRequest(key).CreateSigningRequest());
    private readonly string requestId = Guid.NewGuid().ToString("N");
    private string? target;

    public VaultCertificatePolicy Policy => policy;

    public AsymmetricAlgorithm Key => key;

    public JsonObject? Tags => tags;

    public string Status { get; private set; } = InProgress;

    public byte[] PublicKey => Key.ExportSubjectPublicKeyInfo();

    public void Cancel() => Status = "cancelled";

    public void Complete(string certificate) => (Status, target) = ("completed", certificate);

    public JsonObject Show()
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["issuer"] = new JsonObject { ["name"] = policy.Issuer },
            ["csr"] = csr,
            ["cancellation_requested"] = Status is "cancelled",
            ["status"] = Status,
            ["request_id"] = requestId,
        };
        if (target is not null)
            json["target"] = target;
        return json;
    }
}
