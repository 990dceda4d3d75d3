using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud alias add NAME@DOMAIN TARGET…</c>: several targets make a group, and <c>*@DOMAIN</c> is the catch-all.</summary>
internal static class AliasAdd
{
    public static Command Create(CommandContext context)
    {
        var address = Inputs.Address("The new address; *@DOMAIN takes all that is not otherwise known");
        var targets = Inputs.Targets("Where its mail goes, here or elsewhere");
        var command = new Command("add", "Add an address that stands for one or more others") { address, targets };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var alias = new AliasAddress(parsed.GetRequiredValue(address), [.. parsed.GetRequiredValue(targets)]);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await RefusalAsync(accounts, alias, cancel) is { } refusal)
                    return context.Terminal.Fail(refusal);
                if (!await accounts.Directory.AddAsync(alias, cancel))
                    return context.Terminal.Fail($"{alias.Address} is taken: remove it first.");
                foreach (var target in alias.Targets)
                    if (!await accounts.Directory.IsLocalDomainAsync(target.CanonicalDomain, cancel))
                        context.Terminal.Note($"{target} is elsewhere: its mail is taken only while this service sends mail out.");
                context.Terminal.Say($"Added {alias.Address}, which stands for {string.Join(", ", alias.Targets)}.");
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static async Task<string?> RefusalAsync(Accounts accounts, AliasAddress alias, CancellationToken cancel)
    {
        if (await accounts.ExplainForeignDomainAsync(alias.Address, cancel) is { } foreign)
            return foreign;
        foreach (var target in alias.Targets)
            if (await accounts.ExplainLostMailAsync(target, cancel) is { } lost)
                return lost;
        return null;
    }
}
