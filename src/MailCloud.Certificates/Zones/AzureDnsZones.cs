using System.Collections.Immutable;
using Azure.Core;
using Azure.Core.Pipeline;
using MailCloud.Mail.Settings;

namespace MailCloud.Certificates.Zones;

/// <summary>The zones of Azure DNS that we may write.</summary>
public sealed class AzureDnsZones
{
    /// <summary>The setting with the zones' resource ids.</summary>
    public const string Variable = "MAILCLOUD_DNS_ZONES";

    private static readonly Uri Management = new("https://management.azure.com");

    private readonly ImmutableArray<AzureDnsZone> zones;

    /// <param name="ids">Resource ids: <c>/subscriptions/…/providers/Microsoft.Network/dnsZones/example.org</c>.</param>
    /// <exception cref="ArgumentException">One of them is none.</exception>
    public AzureDnsZones(IEnumerable<string> ids, TokenCredential credential)
        : this(ids, credential, Management, new AzureDnsOptions()) { }

    internal AzureDnsZones(IEnumerable<string> ids, TokenCredential credential, Uri management, AzureDnsOptions options)
    {
        var pipeline = HttpPipelineBuilder.Build(
            options,
            new BearerTokenAuthenticationPolicy(credential, "https://management.azure.com/.default")
        );
        zones =
        [
            .. ids.Select(id => AzureDnsZone.IsId(id) ? id : throw new ArgumentException($"{id} is no zone's resource id.", nameof(ids)))
                .Select(id => new AzureDnsZone(id, pipeline, management)),
        ];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<AzureDnsZone> All => zones;

    /// <summary>The zone that a name is in, the nearest one if it is in several; null: in none of them.</summary>
    public AzureDnsZone? Find(string name) => zones.Where(zone => zone.Contains(name)).MaxBy(zone => zone.Name.Length);

    /// <summary>Reads the resource ids from <see cref="Variable"/>; empty: not set.</summary>
    /// <exception cref="SettingException">A part is no resource id of a zone.</exception>
    public static ImmutableArray<string> ReadIds(SettingReader settings)
    {
        var ids = settings.List(Variable);
        return ids.All(AzureDnsZone.IsId)
            ? ids
            : throw new SettingException(
                Variable,
                "lists resource ids of zones, /subscriptions/…/providers/Microsoft.Network/dnsZones/example.org"
            );
    }
}

/// <summary>How Azure's management interface is talked to: patiently, since it limits its callers.</summary>
internal sealed class AzureDnsOptions : ClientOptions
{
    public AzureDnsOptions()
    {
        Retry.MaxRetries = 4;
        Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        Diagnostics.IsLoggingEnabled = false;
        Diagnostics.IsTelemetryEnabled = false;
        Diagnostics.IsDistributedTracingEnabled = false;
    }
}
