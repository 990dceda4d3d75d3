using System.CommandLine;

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
                context.Terminal.List(["Domain"], domains.Select(domain => new[] { domain.Name }));
                return CommandLine.Success;
            }
        );
        return command;
    }
}
