using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MailCloud.SenderAuthentication.Spf;

/// <summary>Reads records (RFC 7208 §12). Pure: the same text gives the same record, or the same <see cref="SpfSyntaxException"/>.</summary>
internal static partial class SpfGrammar
{
    private const string Version = "v=spf1";

    /// <summary>Whether a TXT record is one of SPF's (RFC 7208 §4.5).</summary>
    public static bool IsRecord(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] is ' ');

    public static SpfRecord Parse(string text)
    {
        if (text.Any(c => c is < ' ' or > '~'))
            throw new SpfSyntaxException("the record is not printable ASCII");
        var directives = ImmutableArray.CreateBuilder<Directive>();
        MacroString? redirect = null;
        MacroString? explanation = null;
        foreach (var term in text[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Modifier().Match(term) is not { Success: true } modifier)
            {
                directives.Add(ParseDirective(term));
                continue;
            }
            var value = modifier.Groups["value"].Value;
            switch (modifier.Groups["name"].Value.ToLowerInvariant())
            {
                case "redirect":
                    redirect = redirect is null ? MacroString.ParseDomain(value) : throw Twice("redirect");
                    break;
                case "exp":
                    explanation = explanation is null ? MacroString.ParseDomain(value) : throw Twice("exp");
                    break;
                default:
                    MacroString.Parse(value);
                    break;
            }
        }
        return new SpfRecord(directives.ToImmutable(), redirect, explanation);
    }

    private static SpfSyntaxException Twice(string name) => new($"{name} is there twice");

    private static Directive ParseDirective(string term)
    {
        var match = DirectiveTerm().Match(term);
        if (!match.Success)
            throw new SpfSyntaxException($"{term} is no term");
        var result = match.Groups["qualifier"].Value switch
        {
            "-" => SpfStatus.Fail,
            "~" => SpfStatus.SoftFail,
            "?" => SpfStatus.Neutral,
            _ => SpfStatus.Pass,
        };
        var name = match.Groups["name"].Value.ToLowerInvariant();
        return new Directive(result, ParseMechanism(name, match.Groups["argument"].Value, term), term);
    }

    /// <param name="argument">All behind the name, its colon or slash included.</param>
    private static Mechanism ParseMechanism(string name, string argument, string term) =>
        (name, argument) switch
        {
            ("all", "") => new Mechanism.All(),
            ("include", [':', .. var domain]) => new Mechanism.Include(MacroString.ParseDomain(domain)),
            ("exists", [':', .. var domain]) => new Mechanism.Exists(MacroString.ParseDomain(domain)),
            ("ptr", "") => new Mechanism.Ptr(Domain: null),
            ("ptr", [':', .. var domain]) => new Mechanism.Ptr(MacroString.ParseDomain(domain)),
            ("ip4", [':', .. var network]) => ParseNetwork(network, AddressFamily.InterNetwork, 32),
            ("ip6", [':', .. var network]) => ParseNetwork(network, AddressFamily.InterNetworkV6, 128),
            ("a", _) => ParseHosts(argument, (domain, lengths) => new Mechanism.A(domain, lengths)),
            ("mx", _) => ParseHosts(argument, (domain, lengths) => new Mechanism.Mx(domain, lengths)),
            _ => throw new SpfSyntaxException($"{term} is no mechanism"),
        };

    private static Mechanism ParseHosts(string argument, Func<MacroString?, PrefixLengths, Mechanism> make)
    {
        // A slash may be in a domain, too: the lengths are what can be read as such from the end.
        var match = DualCidr().Match(argument);
        var lengths = new PrefixLengths(Length(match.Groups["v4"], 32), Length(match.Groups["v6"], 128));
        return argument[..match.Index] switch
        {
            "" => make(null, lengths),
            [':', .. var domain] => make(MacroString.ParseDomain(domain), lengths),
            var other => throw new SpfSyntaxException($"{other} is no domain"),
        };
    }

    private static Mechanism.Network ParseNetwork(string text, AddressFamily family, int bits)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        // The library reads more than the grammar: octal numbers, brackets, ports, scopes.
        var isWritten = family is AddressFamily.InterNetwork ? DottedQuad().IsMatch(address) : IsColonHex(address);
        if (!isWritten || !IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != family)
            throw new SpfSyntaxException($"{address} is no address");
        var length = slash < 0 ? bits : Length(Cidr().Match(text[slash..]).Groups["length"], bits, isRequired: true);
        return new Mechanism.Network(parsed, length);
    }

    private static int Length(Group digits, int most, bool isRequired = false)
    {
        if (!digits.Success)
            return isRequired ? throw new SpfSyntaxException("the prefix length cannot be read") : most;
        var length = int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return length <= most ? length : throw new SpfSyntaxException($"/{length} is too long a prefix");
    }

    [GeneratedRegex("^(?<name>[A-Za-z][A-Za-z0-9._-]*)=(?<value>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Modifier();

    [GeneratedRegex(
        "^(?<qualifier>[-+?~])?(?<name>[A-Za-z][A-Za-z0-9]*)(?<argument>([:/].*)?)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DirectiveTerm();

    [GeneratedRegex(
        "(/(?<v4>0|[1-9][0-9]{0,2}))?(//(?<v6>0|[1-9][0-9]{0,2}))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DualCidr();

    [GeneratedRegex("^/(?<length>0|[1-9][0-9]{0,2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cidr();

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DottedQuad();

    private static bool IsColonHex(string text) =>
        text.Contains(':', StringComparison.Ordinal) && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
}
