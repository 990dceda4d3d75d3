using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain add DOMAIN</c></summary>
internal static class DomainAdd
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain, e.g. example.org");
        var command = new Command("add", "Take mail for a domain") { domain };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var name = parsed.GetRequiredValue(domain);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (!await accounts.Directory.AddDomainAsync(new Domain(name), cancel))
                    return context.Terminal.Fail($"{name} is here already.");
                context.Terminal.Say($"Added the domain {name}.");
                return CommandLine.Success;
            }
        );
        return command;
    }
}
