using System.CommandLine;
using MailCloud.Certificates.Zones;
using MailCloud.Cli.Dns;
using MailCloud.Local;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud dns DOMAIN [--host NAME] [--address IP …] [--web NAME] [--zone | --write]</c>: the records that a domain needs, and which of them are there.</summary>
internal static class DnsCommand
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain");
        var zone = new Option<bool>("--zone") { Description = "Print all of them as a zone file, to paste or import" };
        var write = new Option<bool>("--write")
        {
            Description =
                $"Put those that are missing into the zones of Azure DNS that ${OurZones.Variable} and ${AzureDnsZones.Variable} name",
        };
        var command = new Command("dns", "Show the DNS records that a domain needs, and which of them are there") { domain, zone, write };
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
                else if (parsed.GetValue(write))
                    await WriteAsync(context, found, server, cancel);
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

    private static async Task WriteAsync(CommandContext context, Domain domain, ServerNames server, CancellationToken cancel)
    {
        var zones = OurZones.Open(context);
        if (zones?.Find(domain.Name) is null)
            throw new SetupException(
                $"No zone of Azure DNS that {domain.Name} is in is named: set {OurZones.Variable} to its resource id, or paste what --zone prints."
            );
        var wanted = WantedRecords.Of(domain, server).ToList();
        foreach (var record in await new ZoneWriter(zones).WriteAsync(wanted, cancel))
            context.Terminal.Say(record.Line);
        foreach (var record in wanted.Where(record => record.Data is UnnamedData || zones.Find(record.Name) is null))
            context.Terminal.Note($"Left out: {record.Line}");
    }
}
