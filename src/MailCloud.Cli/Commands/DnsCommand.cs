using System.CommandLine;
using MailCloud.Cli.Dns;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud dns DOMAIN [--host NAME]</c>: the records that a domain needs, and which of them are there.</summary>
internal static class DnsCommand
{
    private const string HostVariable = "MAILCLOUD_HOSTNAME";

    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain");
        var host = new Option<string?>("--host")
        {
            Description = $"The server's own name [default: ${HostVariable}, else mail.DOMAIN]",
            HelpName = "NAME",
        };
        var command = new Command("dns", "Show the DNS records that a domain needs, and which of them are there") { domain, host };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var name = parsed.GetRequiredValue(domain);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                if (await accounts.Directory.FindDomainAsync(name, cancel) is not { } found)
                    return context.Terminal.FailNoDomain(name);
                var settings = new SettingReader(context.Variable);
                var dns = context.OpenDns(DnsSettings.Read(settings));
                var hostName = HostName(parsed.GetValue(host) ?? settings.Domain(HostVariable) ?? $"mail.{found.Name}");
                Show(context.Terminal, found, await new DomainRecords(dns, hostName).LookUpAsync(found, cancel));
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static void Show(Terminal terminal, Domain domain, IReadOnlyList<DomainRecord> records)
    {
        terminal.List(
            ["", "Type", "Name", "What for", "Remark"],
            records.Select(record => new[] { State(record.State), record.Type, record.Name, record.Purpose, record.Remark })
        );
        if (domain.DkimSelectors.IsEmpty)
            terminal.Note($"Its mail is not signed: `mailcloud dkim rotate {DomainName.ToDisplay(domain.Name)}` makes keys.");
        var missing = records.Where(record => record.State is not RecordState.Published).ToList();
        if (missing.Count == 0)
            return;
        terminal.Note("To be published:");
        foreach (var record in missing)
            terminal.Say(record.Line);
    }

    private static string State(RecordState state) => state is RecordState.Published ? "there" : state.ToString().ToLowerInvariant();

    private static string HostName(string text) =>
        DomainName.Canonicalize(text) ?? throw new SettingException("--host", "is a domain name");
}
