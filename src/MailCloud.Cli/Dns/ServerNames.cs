using System.Collections.Immutable;
using System.Net;
using MailCloud.Discovery;
using MailCloud.Mail.Settings;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Cli.Dns;

/// <summary>Where the service is, as a domain's records have to say it.</summary>
/// <param name="Host">The mail server's own name.</param>
/// <param name="Addresses">Its addresses; empty: not known.</param>
/// <param name="WebHost">The host of the functions, which the domain's web names stand for; null: not known.</param>
/// <param name="MtaSts">The mode of the MTA-STS policy; <see cref="StsMode.None"/>: it is not announced.</param>
/// <param name="Authority">Who issues the certificates, by the name that CAA records know it under; null: not known.</param>
internal sealed record ServerNames(string Host, ImmutableArray<IPAddress> Addresses, string? WebHost, StsMode MtaSts, string? Authority)
{
    public const string HostVariable = "MAILCLOUD_HOSTNAME";
    public const string AddressVariable = "MAILCLOUD_LISTENER_ADDRESS";
    public const string WebVariable = "MAILCLOUD_WEB_URL";

    private const string FunctionsVariable = "MAILCLOUD_FUNCTION_APP";
    private const string AcmeVariable = "MAILCLOUD_ACME_DIRECTORY";
    private const string LetsEncrypt = "letsencrypt.org";

    /// <summary>The labels of the names that lead to the functions.</summary>
    public static readonly ImmutableArray<string> WebLabels = ["webmail", "mta-sts", "autoconfig", "autodiscover"];

    /// <summary>What the environment says of the service that has a domain.</summary>
    /// <exception cref="SettingException">A setting cannot be read.</exception>
    public static ServerNames Read(SettingReader settings, string domain)
    {
        var addresses = settings
            .List(AddressVariable)
            .Select(text =>
                IPAddress.TryParse(text, out var address)
                    ? address
                    : throw new SettingException(AddressVariable, "is a list of IP addresses")
            );
        return new ServerNames(
            settings.Domain(HostVariable) ?? $"mail.{domain}",
            [.. addresses],
            WebHostOf(settings),
            OwnStsPolicy.ReadMode(settings),
            settings.Text(AcmeVariable) is "off" ? null : AuthorityOf(ReadUrl(settings, AcmeVariable))
        );
    }

    // The address that people type may be one of the domain's own names, which would lead to itself.
    private static string? WebHostOf(SettingReader settings) =>
        ReadUrl(settings, WebVariable)?.Host is not { } host ? null
        : WebLabels.Any(label => host.StartsWith($"{label}.", StringComparison.OrdinalIgnoreCase))
        && settings.Text(FunctionsVariable) is { } app
            ? $"{app}.azurewebsites.net"
        : host;

    private static Uri? ReadUrl(SettingReader settings, string name) =>
        settings.Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" ? url
        : throw new SettingException(name, "is an https address");

    // Each authority has a name of its own for this; only that of the default one is known.
    private static string? AuthorityOf(Uri? directory) =>
        directory is null || directory.Host.EndsWith($".{LetsEncrypt}", StringComparison.OrdinalIgnoreCase) ? LetsEncrypt : null;
}
