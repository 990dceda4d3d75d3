using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain show DOMAIN</c></summary>
internal static class DomainShow
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain");
        var command = new Command("show", "Show what is set for a domain") { domain };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindDomainAsync(parsed.GetRequiredValue(domain), cancel) is not { } found)
                    return context.Terminal.FailNoDomain(parsed.GetRequiredValue(domain));
                var entries = await accounts.Directory.ListAsync(found.Name, cancel).ToListAsync(cancel);
                context.Terminal.List(["Setting", "Value"], Rows(found, entries));
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static IEnumerable<string[]> Rows(Domain domain, List<AddressEntry> entries)
    {
        yield return ["domain", DomainName.ToDisplay(domain.Name)];
        if (DomainName.ToDisplay(domain.Name) is var display && !string.Equals(display, domain.Name, StringComparison.Ordinal))
            yield return ["in the DNS", domain.Name];
        yield return ["accounts", $"{entries.OfType<AccountAddress>().Count()}"];
        yield return ["aliases", $"{entries.OfType<AliasAddress>().Count()}"];
        yield return ["postmaster", domain.Postmaster?.ToString() ?? "nobody"];
        yield return ["legacy mechanisms", domain.AllowsLegacyMechanisms ? "on" : "off"];
        if (domain.Quota.Limits.Octets is { } octets)
            yield return ["space of an account", Sizes.Format(octets)];
        if (domain.Quota.Limits.Messages is { } messages)
            yield return ["messages of an account", $"{messages}"];
        if (!domain.Administrators.IsEmpty)
            yield return ["administrators", string.Join(", ", domain.Administrators)];
        if (!domain.WithheldImapCapabilities.IsEmpty)
            yield return ["IMAP without", string.Join(", ", domain.WithheldImapCapabilities)];
        foreach (var selector in domain.DkimSelectors)
            yield return ["DKIM key", $"{selector.Name}, {selector.State.ToString().ToLowerInvariant()} since {selector.Since:yyyy-MM-dd}"];
    }
}
