using System.CommandLine;
using MailCloud.Cli.Dns;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;
using MailCloud.SenderAuthentication.Dkim.Rotation;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud dkim rotate|activate|list DOMAIN</c>: the keys that sign a domain's mail.</summary>
internal static class DkimCommands
{
    public static Command CreateRotate(CommandContext context)
    {
        var command = new Command("rotate", "Make new keys, which sign once their DNS records are seen; old ones then retire");
        return WithRotation(
            command,
            context,
            async (run, cancel) =>
            {
                if (await run.Rotation.BeginAsync(run.Domain, cancel) is not { } domain)
                    return run.Terminal.FailNoDomain(run.Domain);
                if (OurZones.Open(context) is { } zones)
                    foreach (var record in await new ZoneWriter(zones).WriteAsync(WantedRecords.Keys(domain), cancel))
                        run.Terminal.Note($"Written to Azure DNS: {record.Name}");
                return await AdvanceAsync(run, cancel);
            }
        );
    }

    public static Command CreateActivate(CommandContext context)
    {
        var command = new Command("activate", "Sign with new keys whose DNS records are there, and remove keys that retired a week ago");
        return WithRotation(command, context, AdvanceAsync);
    }

    public static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List the keys of a domain, and what the DNS has of them");
        return WithRotation(
            command,
            context,
            async (run, cancel) =>
            {
                if (await run.Accounts.Directory.FindDomainAsync(run.Domain, cancel) is not { } domain)
                    return run.Terminal.FailNoDomain(run.Domain);
                await ListAsync(run, domain, cancel);
                return CommandLine.Success;
            }
        );
    }

    private static async Task<int> AdvanceAsync(Run run, CancellationToken cancel)
    {
        if (await run.Rotation.AdvanceAsync(run.Domain, cancel) is not { } domain)
            return run.Terminal.FailNoDomain(run.Domain);
        await ListAsync(run, domain, cancel);
        var waiting = domain.DkimSelectors.Where(selector => selector.State is DkimSelectorState.Next).ToList();
        if (waiting.Count == 0)
            return CommandLine.Success;
        run.Terminal.Note($"Publish these records, then run `mailcloud dkim activate {DomainName.ToDisplay(domain.Name)}`:");
        foreach (var record in WantedRecords.Keys(domain with { DkimSelectors = [.. waiting] }))
            run.Terminal.Say(record.Line);
        return CommandLine.Success;
    }

    private static async Task ListAsync(Run run, Domain domain, CancellationToken cancel)
    {
        var rows = new List<string[]>();
        foreach (var selector in domain.DkimSelectors)
        {
            var record = await DkimRotation.LookUpAsync(run.Dns, domain, selector, cancel);
            rows.Add([
                DkimRotation.RecordName(domain, selector),
                selector.State.ToString().ToLowerInvariant(),
                $"{selector.Since:yyyy-MM-dd}",
                record.ToString().ToLowerInvariant(),
            ]);
        }
        run.Terminal.List(["Key", "State", "Since", "In the DNS"], rows);
    }

    private static Command WithRotation(Command command, CommandContext context, Func<Run, CancellationToken, Task<int>> runAsync)
    {
        var domain = Inputs.Domain("The domain");
        command.Add(domain);
        var storage = new StorageOptions(command, context);
        var secrets = new SecretOptions(command, storage, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var dns = context.OpenDns(DnsSettings.Read(new SettingReader(context.Variable)));
                var rotation = new DkimRotation(accounts.Directory, secrets.Open(parsed), dns, context.Time);
                return await runAsync(new Run(parsed.GetRequiredValue(domain), accounts, dns, rotation, context.Terminal), cancel);
            }
        );
        return command;
    }

    private sealed record Run(string Domain, Accounts Accounts, IDnsResolver Dns, DkimRotation Rotation, Terminal Terminal);
}
