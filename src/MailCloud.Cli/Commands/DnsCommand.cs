using System.CommandLine;
using MailCloud.Cli.Dns;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud dns DOMAIN [--host NAME] [--address IP …] [--web NAME] [--zone | --write]</c>: the records that a domain needs, and which of them are there.</summary>
internal static class DnsCommand
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain");
        var zone = new Option<bool>("--zone") { Description = "Print all of them as a zone file, to paste or import" };
        var command = new Command("dns", "Show the DNS records that a domain needs, and which of them are there") { domain, zone };
        var names = new DnsOptions(command, context);
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var name = parsed.GetRequiredValue(domain);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindDomainAsync(name, cancel) is not { } found)
                    return context.Terminal.FailNoDomain(name);
                var server = names.Read(parsed, found);
                if (parsed.GetValue(zone))
                    foreach (var line in ZoneFile.Lines(found, WantedRecords.Of(found, server)))
                        context.Terminal.Say(line);
                else
                    DnsReport.Write(
                        context.Terminal,
                        found,
                        await new DomainRecords(names.OpenResolver(), server).LookUpAsync(found, cancel)
                    );
                return CommandLine.Success;
            }
        );
        return command;
    }
}
