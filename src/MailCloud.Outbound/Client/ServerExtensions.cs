using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace MailCloud.Outbound.Client;

/// <summary>What the other server offers: its reply to EHLO (RFC 5321 §4.1.1.1).</summary>
internal sealed class ServerExtensions
{
    /// <summary>A server that only knows HELO.</summary>
    public static readonly ServerExtensions None = new([]);

    private readonly FrozenDictionary<string, ImmutableArray<string>> offered;

    /// <param name="lines">The lines of the reply behind the first.</param>
    public ServerExtensions(IEnumerable<string> lines) =>
        offered = lines
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(words => words.Length > 0)
            .DistinctBy(words => words[0], StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(words => words[0], words => ImmutableArray.Create(words.AsSpan(1)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Several commands may be sent before their replies are read (RFC 2920 §3.1).</summary>
    public bool HasPipelining => offered.ContainsKey("PIPELINING");

    /// <summary>Octets above 127 may be sent (RFC 6152 §2).</summary>
    public bool HasEightBitMime => offered.ContainsKey("8BITMIME");

    /// <summary>Addresses and header fields may hold UTF-8 (RFC 6531 §3.1).</summary>
    public bool HasSmtpUtf8 => offered.ContainsKey("SMTPUTF8");

    /// <summary>The server reports as its client asks (RFC 3461 §3).</summary>
    public bool HasDsn => offered.ContainsKey("DSN");

    /// <summary>TLS may be started (RFC 3207 §4).</summary>
    public bool HasStartTls => offered.ContainsKey("STARTTLS");

    /// <summary>The server passes messages on under verified TLS only, if asked (RFC 8689 §2). Means something under TLS alone.</summary>
    public bool HasRequireTls => offered.ContainsKey("REQUIRETLS");

    /// <summary>SIZE may be said with MAIL (RFC 1870 §3).</summary>
    public bool HasSize => offered.ContainsKey("SIZE");

    /// <summary>The largest message in octets that the server takes (RFC 1870 §4); null: not said, or without limit.</summary>
    public long? MaxOctets =>
        offered.TryGetValue("SIZE", out var words)
        && words is [var digits, ..]
        && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var octets)
        && octets > 0
            ? octets
            : null;

    /// <summary>The mechanisms to log in with (RFC 4954 §3).</summary>
    public ImmutableArray<string> AuthMechanisms => offered.TryGetValue("AUTH", out var words) ? words : [];
}
