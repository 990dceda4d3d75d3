using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain remove DOMAIN</c></summary>
internal static class DomainRemove
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain");
        var command = new Command("remove", "Take no more mail for a domain that has no accounts and aliases left") { domain };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var name = parsed.GetRequiredValue(domain);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.ListAsync(name, cancel).FirstOrDefaultAsync(cancel) is { } entry)
                    return context.Terminal.Fail(
                        $"{DomainName.ToDisplay(name)} still has {entry.Address}: remove its accounts and aliases first."
                    );
                if (!await accounts.Directory.RemoveDomainAsync(name, cancel))
                    return context.Terminal.FailNoDomain(name);
                context.Terminal.Say($"Removed the domain {DomainName.ToDisplay(name)}.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
