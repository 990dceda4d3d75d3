using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using MailCloud.Imap;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary>Arguments that several commands take, checked while the command line is read.</summary>
internal static class Inputs
{
    public static Argument<Address> Address(string description) =>
        new("ADDRESS") { Description = description, CustomParser = ParseAddress };

    public static Argument<Address[]> Targets(string description) =>
        new("TARGET")
        {
            Description = description,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => ParseAddress(result, token.Value)).OfType<Address>()],
        };

    public static Option<Address?> AddressOption(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "ADDRESS",
            CustomParser = ParseAddress,
        };

    /// <summary>An option that takes <c>on</c> or <c>off</c>; null: it was not given.</summary>
    public static Option<string?> Switch(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "on|off",
            CustomParser = ParseSwitch,
        };

    /// <summary>An option that takes names of capabilities, or <c>none</c>; null: it was not given.</summary>
    public static Option<ImmutableArray<string>?> ImapCapabilities(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "NAMES|none",
            CustomParser = ParseImapCapabilities,
        };

    /// <summary>An option that takes addresses, or <c>none</c>; null: it was not given.</summary>
    public static Option<ImmutableArray<Address>?> Addresses(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "ADDRESSES|none",
            CustomParser = ParseAddresses,
        };

    public static Argument<string> Domain(string description) => new("DOMAIN") { Description = description, CustomParser = ParseDomain };

    public static Argument<string?> OptionalDomain() =>
        new("DOMAIN")
        {
            Description = "Only those of this domain",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result => result.Tokens.Count == 0 ? null : ParseDomain(result),
        };

    private static Address? ParseAddress(ArgumentResult result) => ParseAddress(result, result.Tokens[0].Value);

    private static Address? ParseAddress(ArgumentResult result, string text)
    {
        if (Mail.Addresses.Address.TryParse(text, out var address))
            return address;
        result.AddError($"'{text}' is not a mail address: write NAME@DOMAIN.");
        return null;
    }

    private static ImmutableArray<Address>? ParseAddresses(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text is "none")
            return [];
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. names.Select(name => ParseAddress(result, name)).OfType<Address>()];
    }

    private static string? ParseSwitch(ArgumentResult result)
    {
        if (result.Tokens[0].Value is "on" or "off")
            return result.Tokens[0].Value;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes on or off.");
        return null;
    }

    private static ImmutableArray<string>? ParseImapCapabilities(ArgumentResult result)
    {
        if (result.Tokens[0].Value is "none")
            return [];
        var names = result
            .Tokens[0]
            .Value.ToUpperInvariant()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (
            names.FirstOrDefault(name => !CapabilitySwitches.Switchable.Contains(name, StringComparer.OrdinalIgnoreCase)) is not { } unknown
        )
            return [.. names.Distinct(StringComparer.Ordinal)];
        result.AddError($"{unknown} cannot be switched off. These can: {string.Join(", ", CapabilitySwitches.Switchable)}.");
        return null;
    }

    private static string? ParseDomain(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DomainName.Canonicalize(text) is { } name)
            return name;
        result.AddError($"'{text}' is not a domain name: write something like example.org.");
        return null;
    }
}
