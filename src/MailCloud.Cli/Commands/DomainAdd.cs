using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain add DOMAIN [--postmaster ADDRESS]</c></summary>
internal static class DomainAdd
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain, e.g. example.org");
        var postmaster = Inputs.AddressOption("--postmaster", "Who gets mail for postmaster@ and abuse@ [default: its first account]");
        var command = new Command("add", "Take mail for a domain") { domain, postmaster };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var added = new Domain(parsed.GetRequiredValue(domain)) { Postmaster = parsed.GetValue(postmaster) };
                var name = DomainName.ToDisplay(added.Name);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (!await accounts.Directory.AddDomainAsync(added, cancel))
                    return context.Terminal.Fail($"{name} is here already.");
                context.Terminal.Say($"Added the domain {name}.");
                context.Terminal.Say(
                    $"`mailcloud dkim rotate {name}` makes its keys, `mailcloud dns {name}` shows the DNS records that it needs."
                );
                return CommandLine.Success;
            }
        );
        return command;
    }
}
