using System.Text.Json.Serialization;

namespace MailCloud.Jmap.Identities;

/// <summary>What a user writes mail as (RFC 8621 §6).</summary>
public sealed record Identity
{
    public string Name { get; set; } = "";

    /// <summary>The address in From and in the envelope; one that leads to the account.</summary>
    public string? Email { get; set; }

    public IReadOnlyList<EmailAddress>? ReplyTo { get; set; }

    public IReadOnlyList<EmailAddress>? Bcc { get; set; }

    public string TextSignature { get; set; } = "";

    public string HtmlSignature { get; set; } = "";

    /// <summary>False for those that the account's addresses bring with them.</summary>
    public bool MayDelete { get; set; } = true;
}

/// <summary>An address as clients write it (RFC 8621 §4.1.2.3).</summary>
public sealed record EmailAddress(string? Name, string Email);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(Identity))]
internal sealed partial class IdentityJson : JsonSerializerContext;
