using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound;

/// <summary>How mail leaves.</summary>
public enum OutboundMode
{
    /// <summary>It does not.</summary>
    Off,

    /// <summary>Straight to the servers of its recipients.</summary>
    Mx,

    /// <summary>Through a smart host.</summary>
    SmartHost,
}

/// <summary>How mail leaves, and how it is sent. What each variable means to an operator is in docs/operations.md.</summary>
public sealed record OutboundSettings(OutboundMode Mode, SessionOptions Session)
{
    private const string ModeVariable = "MAILCLOUD_OUTBOUND";
    private const string SmartHostVariable = "MAILCLOUD_SMARTHOST";
    private const int SubmissionPort = 587;
    private const int SubmissionsPort = 465;

    /// <summary>For <see cref="OutboundMode.Mx"/>.</summary>
    public MxOptions Mx { get; init; } = new();

    /// <summary>For <see cref="OutboundMode.Mx"/>: whether other domains' MTA-STS policies are looked up.</summary>
    public bool HonoursMtaSts { get; init; } = true;

    /// <summary>For <see cref="OutboundMode.SmartHost"/>.</summary>
    public SmartHost? SmartHost { get; init; }

    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static OutboundSettings Read(SettingReader settings)
    {
        var mode = settings.Text(ModeVariable) switch
        {
            null or "off" => OutboundMode.Off,
            "mx" => OutboundMode.Mx,
            "smarthost" => OutboundMode.SmartHost,
            _ => throw new SettingException(ModeVariable, "is off, mx or smarthost"),
        };
        // With nothing to send, nobody need say who sends it.
        var name = settings.Domain("MAILCLOUD_HOSTNAME");
        if (name is null && mode is not OutboundMode.Off)
            throw new SettingException("MAILCLOUD_HOSTNAME", "is this server's own name, which it gives to other servers");
        return new OutboundSettings(mode, ReadSession(settings, name ?? "localhost"))
        {
            Mx = new MxOptions
            {
                OwnNames = name is null ? [] : [name.ToLowerInvariant()],
                Port = settings.Port("MAILCLOUD_OUTBOUND_PORT") ?? 25,
                AllowsPrivateAddresses = settings.Switch("MAILCLOUD_OUTBOUND_PRIVATE") ?? false,
            },
            HonoursMtaSts = settings.Switch("MAILCLOUD_OUTBOUND_MTA_STS") ?? true,
            SmartHost = mode is OutboundMode.SmartHost ? ReadSmartHost(settings) : null,
        };
    }

    private static SessionOptions ReadSession(SettingReader settings, string name)
    {
        var standard = new SessionOptions(name);
        return standard with
        {
            ConcurrentConnections =
                settings.Number("MAILCLOUD_OUTBOUND_CONNECTIONS", least: 1, most: 100) ?? standard.ConcurrentConnections,
            IdleTime =
                (settings.Duration("MAILCLOUD_OUTBOUND_IDLE") ?? standard.IdleTime) is var idle && idle <= TimeSpan.FromMinutes(5)
                    ? idle
                    : throw new SettingException("MAILCLOUD_OUTBOUND_IDLE", "is a time of five minutes at most"),
            Authorities = ReadAuthorities(settings, "MAILCLOUD_OUTBOUND_CA"),
        };
    }

    private static X509Certificate2Collection ReadAuthorities(SettingReader settings, string name)
    {
        var authorities = new X509Certificate2Collection();
        if (settings.Text(name) is not { } file)
            return authorities;
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(name, "is the path of a PEM file with certificates of authorities");
        }
        return authorities;
    }

    private static SmartHost ReadSmartHost(SettingReader settings)
    {
        var (level, hasImplicitTls) = settings.Text("MAILCLOUD_SMARTHOST_TLS") switch
        {
            null or "starttls" => (TlsLevel.Verified, false),
            "implicit" => (TlsLevel.Verified, true),
            "none" => (TlsLevel.None, false),
            _ => throw new SettingException("MAILCLOUD_SMARTHOST_TLS", "is starttls, implicit or none"),
        };
        var (host, port) = HostAndPort(settings.Required(SmartHostVariable, "is the smart host's name, with :port if need be"));
        if (!SecretName.TryParse(settings.Text("MAILCLOUD_SMARTHOST_SECRET") ?? "smarthost-password", out var password))
            throw new SettingException("MAILCLOUD_SMARTHOST_SECRET", "is the name of a secret: letters, digits and hyphens");
        return new SmartHost(host, port ?? (hasImplicitTls ? SubmissionsPort : SubmissionPort))
        {
            Level = level,
            HasImplicitTls = hasImplicitTls,
            User = settings.Text("MAILCLOUD_SMARTHOST_USER"),
            Password = password,
        };
    }

    /// <summary><c>mail.example.com</c>, <c>mail.example.com:2525</c>, <c>192.0.2.1:25</c>, <c>[2001:db8::1]:25</c>.</summary>
    private static (string Host, int? Port) HostAndPort(string text)
    {
        if (System.Net.IPEndPoint.TryParse(text, out var endPoint))
            return (endPoint.Address.ToString(), endPoint.Port == 0 ? null : endPoint.Port);
        ImmutableArray<string> parts = [.. text.Split(':')];
        return parts switch
        {
            [var host] when DomainName.IsValid(host) => (host.ToLowerInvariant(), null),
            [var host, var port] when DomainName.IsValid(host) && ushort.TryParse(port, out var number) && number > 0 => (
                host.ToLowerInvariant(),
                number
            ),
            _ => throw new SettingException(SmartHostVariable, "is a name or an address, with :port if need be"),
        };
    }
}
