using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Addresses;

namespace MailCloud.Jmap.Identities;

/// <summary>
/// Identity (RFC 8621 §6). Each address of the account has one from the start, whose id is a hash of the address; it can be changed and not removed. Others are
/// for addresses that lead to the account, too, and go when their user likes.
/// </summary>
public sealed class IdentityType() : ObjectType<Identity>("Identity", Capabilities.Submission, "identity", IdentityJson.Default.Identity)
{
    private const int IdOctets = 15;
    private const int MaxName = 500;
    private const int MaxAddresses = 50;
    private const char OwnPrefix = 'o';

    public override char IdPrefix => 'i';

    public override int MaxObjects => 100;

    public override IReadOnlySet<string> ServerSet { get; } = new[] { "id", "mayDelete" }.ToFrozenSet(StringComparer.Ordinal);

    public override IReadOnlySet<string> Immutable { get; } = new[] { "email" }.ToFrozenSet(StringComparer.Ordinal);

    public override SetError? CheckRemoval(KnownObject old) =>
        IsFromTheStart(old.Id) ? SetError.Forbidden("The account has this address.") : null;

    protected override async ValueTask<IReadOnlyDictionary<string, JsonObject>> FromTheStartAsync(
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var addresses = await call.Server.Addresses.OfAsync(call.Account, cancellationToken);
        return addresses.ToDictionary(
            IdOf,
            address => ToJson(new Identity { Email = address.ToString(), MayDelete = false }),
            StringComparer.Ordinal
        );
    }

    protected override bool IsFromTheStart(string id) => id is [OwnPrefix, ..];

    protected override async ValueTask<SetError?> CheckAsync(Identity value, MethodCall call, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(value.Email, out var address))
            return SetError.InvalidProperties("The address is none.", "email");
        if (value.Name.Length > MaxName || value.Name.AsSpan().ContainsAny('\r', '\n'))
            return SetError.InvalidProperties("A name is one line, and not long.", "name");
        if (!AreAddresses(value.ReplyTo))
            return SetError.InvalidProperties("Something is no address.", "replyTo");
        if (!AreAddresses(value.Bcc))
            return SetError.InvalidProperties("Something is no address.", "bcc");
        return await call.Server.Addresses.IsOfAsync(call.Account, address, cancellationToken)
            ? null
            : new SetError("forbiddenFrom", "The address does not lead to the account.");
    }

    /// <summary>The identity of that id; null: there is none.</summary>
    internal static async ValueTask<Identity?> FindAsync(string id, MethodCall call, CancellationToken cancellationToken) =>
        (await new IdentityType().ReadAsync(call, cancellationToken)).Find(id) is { } found
            ? found.Value.Deserialize(IdentityJson.Default.Identity)
            : null;

    internal static string IdOf(Address address) =>
        OwnPrefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(address.Canonical)).AsSpan(0, IdOctets));

    private static bool AreAddresses(IReadOnlyList<EmailAddress>? addresses) =>
        addresses is null
        || addresses.Count <= MaxAddresses
            && addresses.All(one => Address.TryParse(one.Email, out _) && one.Name?.Length is null or <= MaxName);
}
