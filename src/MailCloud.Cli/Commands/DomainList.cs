using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain list</c></summary>
internal static class DomainList
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("list", "List the domains");
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var domains = await accounts.Directory.ListDomainsAsync(cancel).ToListAsync(cancel);
                context.Terminal.List(["Domain", "Postmaster", "Signs with"], domains.Select(Row));
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static string[] Row(Domain domain) =>
        [
            DomainName.ToDisplay(domain.Name),
            domain.Postmaster?.ToString() ?? "",
            string.Join(", ", domain.ActiveSelectors.Select(selector => selector.Name)),
        ];
}
