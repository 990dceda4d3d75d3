using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using MailCloud.Mail.Addresses;

namespace MailCloud.Mail.Settings;

/// <summary>
/// Reads settings from the environment, each by its name and what it means. What is not set is null; what is set and cannot be read is an error that
/// names the setting, so that no program runs with half of what its operator asked for.
/// </summary>
/// <param name="variable">Reads an environment variable; null if it is not set.</param>
public sealed class SettingReader(Func<string, string?> variable)
{
    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>Null: not set, or empty.</summary>
    public string? Text(string name) => variable(name) is { Length: > 0 } value ? value.Trim() : null;

    /// <exception cref="SettingException">It is not set.</exception>
    public string Required(string name, string meaning) => Text(name) ?? throw new SettingException(name, meaning);

    /// <exception cref="SettingException">It is no domain name.</exception>
    public string? Domain(string name) =>
        Text(name) is not { } value ? null
        : DomainName.IsValid(value) ? value
        : throw new SettingException(name, "is a domain name");

    /// <exception cref="SettingException">It is no TCP port.</exception>
    public int? Port(string name) => Number(name, 1, IPEndPoint.MaxPort, "is a TCP port");

    /// <exception cref="SettingException">It is no whole number of the range.</exception>
    public int? Number(string name, int least, int most, string? meaning = null) =>
        Read(
            name,
            meaning ?? $"is a whole number from {least} to {most}",
            (string text, out int value) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most
        );

    /// <exception cref="SettingException">It is neither <c>on</c> nor <c>off</c>.</exception>
    public bool? Switch(string name) =>
        Read(
            name,
            "is on or off",
            (string text, out bool value) =>
            {
                value = text is "on";
                return text is "on" or "off";
            }
        );

    /// <summary>A time as <c>[d.]hh:mm:ss</c>.</summary>
    /// <exception cref="SettingException">It is none.</exception>
    public TimeSpan? Duration(string name) =>
        Read(
            name,
            "is a time as [days.]hours:minutes:seconds",
            (string text, out TimeSpan value) =>
                TimeSpan.TryParseExact(text, [@"h\:mm\:ss", @"d\.h\:mm\:ss"], CultureInfo.InvariantCulture, out value)
                && value >= TimeSpan.Zero
        );

    /// <exception cref="SettingException">It is no IP address.</exception>
    public IPAddress? IPAddress(string name, string meaning) =>
        Text(name) is not { } value ? null
        : System.Net.IPAddress.TryParse(value, out var address) ? address
        : throw new SettingException(name, meaning);

    /// <summary>Parts between commas or white space; empty: not set.</summary>
    public ImmutableArray<string> List(string name) =>
        Text(name) is { } value
            ? [.. value.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [];

    /// <summary>Domain names between commas or white space, in lower case; empty: not set.</summary>
    /// <exception cref="SettingException">A part is none.</exception>
    public ImmutableArray<string> Domains(string name) =>
        [
            .. List(name)
                .Select(part =>
                    DomainName.IsValid(part) ? part.ToLowerInvariant() : throw new SettingException(name, "is a list of domain names")
                ),
        ];

    /// <summary>Networks in CIDR notation (RFC 4632 §3.1), or addresses, which are networks of one; empty: not set.</summary>
    /// <exception cref="SettingException">A part is none, or has bits behind its prefix.</exception>
    public ImmutableArray<IPNetwork> Networks(string name) =>
        [
            .. List(name)
                .Select(part =>
                    IPNetwork.TryParse(part, out var network) ? network
                    : System.Net.IPAddress.TryParse(part, out var address)
                        ? new IPNetwork(address, address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32)
                    : throw new SettingException(name, "is a list of networks such as 192.0.2.0/24 or 2001:db8::/32")
                ),
        ];

    private T? Read<T>(string name, string meaning, TryParse<T> tryParse)
        where T : struct =>
        Text(name) is not { } text ? null
        : tryParse(text, out var value) ? value
        : throw new SettingException(name, meaning);
}
