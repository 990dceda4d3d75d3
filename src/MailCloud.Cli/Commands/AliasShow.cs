using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud alias show ADDRESS</c>: where mail for any address of ours ends up.</summary>
internal static class AliasShow
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("Any address of a domain of this service");
        var command = new Command("show", "Show whom mail for an address reaches, through all aliases and groups") { address };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var asked = parsed.GetRequiredValue(address);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.ExplainForeignDomainAsync(asked, cancel) is { } foreign)
                    return context.Terminal.Fail(foreign);
                var found = await new Resolver(accounts.Directory).ResolveAsync(asked, cancel);
                if (found.Kind is ResolutionKind.UnknownAddress)
                    return context.Terminal.Fail($"{asked} leads nowhere: mail for it is refused.");
                context.Terminal.List(
                    ["Reaches", "Where"],
                    found
                        .Accounts.Select(account => new[] { account.Value, "here" })
                        .Concat(found.Remote.Select(remote => new[] { remote.ToString(), "elsewhere" }))
                );
                return CommandLine.Success;
            }
        );
        return command;
    }
}
