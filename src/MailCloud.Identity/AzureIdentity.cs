using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using MailCloud.Mail.Settings;

namespace MailCloud.Identity;

/// <summary>
/// As whom this process enters an Azure resource. A resource's settings begin with a name of its own, such as <c>MAILCLOUD_STORAGE</c>:
/// <c>…__clientId</c> says which managed identity, <c>…__credential</c> = <c>managedidentity</c> that it is one, as the Functions host's triggers want it
/// said. With neither it is whoever the machine knows: the variables of a service principal, the machine's only identity, <c>az login</c>.
/// </summary>
/// <remarks>
/// An identity that is named is asked for directly: the search for any identity suits a developer's machine, tries others first, and when it fails tells of all of them.
/// </remarks>
public static class AzureIdentity
{
    private const string Managed = "managedidentity";

    // One credential for an identity: it keeps the tokens, for all clients of this process.
    private static readonly ConcurrentDictionary<string, TokenCredential> Credentials = new(StringComparer.OrdinalIgnoreCase);

    private static readonly Lazy<TokenCredential> OfThisMachine = new(() => new DefaultAzureCredential());

    /// <param name="resource">The name that the resource's settings begin with.</param>
    /// <exception cref="SettingException">The kind of credential is an unknown one.</exception>
    public static TokenCredential For(SettingReader settings, string resource)
    {
        var client = settings.Text($"{resource}__clientId");
        return settings.Text($"{resource}__credential") switch
        {
            null => Of(client),
            Managed => OfManagedIdentity(client),
            _ => throw new SettingException($"{resource}__credential", $"is {Managed}, or not set"),
        };
    }

    /// <param name="clientId">The client id of a user-assigned managed identity; null: whoever the machine knows.</param>
    public static TokenCredential Of(string? clientId) => clientId is null ? OfThisMachine.Value : OfManagedIdentity(clientId);

    private static TokenCredential OfManagedIdentity(string? clientId) =>
        Credentials.GetOrAdd(
            clientId ?? "",
            static client => new ManagedIdentityCredential(
                client is "" ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client)
            )
        );
}
