using MailCloud.Certificates.Zones;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Dns;

/// <summary>The zones of Azure DNS that a deployment has made.</summary>
internal static class OurZones
{
    /// <summary>The zone of the first domain, as <c>azd</c> knows it.</summary>
    public const string Variable = "MAILCLOUD_DNS_ZONE_ID";

    /// <returns>Null: the environment names none.</returns>
    /// <exception cref="SettingException">What it names is no zone.</exception>
    public static AzureDnsZones? Open(CommandContext context)
    {
        var settings = new SettingReader(context.Variable);
        var ids = AzureDnsZones.ReadIds(settings);
        if (settings.Text(Variable) is { } id && !ids.Contains(id, StringComparer.OrdinalIgnoreCase))
            ids = ids.Add(
                AzureDnsZone.IsId(id)
                    ? id
                    : throw new SettingException(Variable, "is the resource id of a zone, /subscriptions/…/dnsZones/example.org")
            );
        return ids.IsEmpty ? null : context.OpenZones(ids);
    }
}
