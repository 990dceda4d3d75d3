using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain set DOMAIN [--postmaster ADDRESS] [--legacy-mechanisms on|off] [--imap-off NAMES]</c></summary>
internal static class DomainSet
{
    public static Command Create(CommandContext context)
    {
        var domain = Inputs.Domain("The domain");
        var postmaster = Inputs.AddressOption("--postmaster", "Who gets mail for postmaster@ and abuse@, unless these have an entry");
        var legacy = Inputs.Switch("--legacy-mechanisms", "Whether CRAM-MD5 and DIGEST-MD5 may be used to log in");
        var imapOff = Inputs.ImapCapabilities(
            "--imap-off",
            "Capabilities of IMAP that its accounts do not get, with commas between; none: they get all"
        );
        var command = new Command("set", "Change what is set for a domain; it takes effect within a minute")
        {
            domain,
            postmaster,
            legacy,
            imapOff,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(postmaster) is null && result.GetResult(legacy) is null && result.GetResult(imapOff) is null)
                result.AddError("Nothing to set: give --postmaster, --legacy-mechanisms or --imap-off.");
        });
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var name = parsed.GetRequiredValue(domain);
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var allowed = parsed.GetValue(legacy);
                var who = parsed.GetValue(postmaster);
                if (who is not null && await accounts.ExplainLostMailAsync(who, cancel) is { } lost)
                    return context.Terminal.Fail(lost);
                var changed = await accounts.Directory.UpdateDomainAsync(
                    name,
                    now =>
                        now with
                        {
                            Postmaster = who ?? now.Postmaster,
                            AllowsLegacyMechanisms = allowed is null ? now.AllowsLegacyMechanisms : allowed is "on",
                            WithheldImapCapabilities = parsed.GetValue(imapOff) ?? now.WithheldImapCapabilities,
                        },
                    cancel
                );
                if (changed is null)
                    return context.Terminal.FailNoDomain(name);
                if (allowed is "off")
                    await ForgetLegacySecretsAsync(accounts.Directory, changed.Name, cancel);
                if (allowed is "on")
                    context.Terminal.Note(
                        "CRAM-MD5 and DIGEST-MD5 need something on the server that is as good as the password: switch them off when the programs that need them are gone."
                    );
                context.Terminal.Say($"Changed {Mail.Addresses.DomainName.ToDisplay(changed.Name)}.");
                return CommandLine.Success;
            }
        );
        return command;
    }

    // What was kept for the mechanisms is as good as the passwords, and is for nothing else.
    private static async Task ForgetLegacySecretsAsync(IDirectory directory, string domain, CancellationToken cancel)
    {
        await foreach (var entry in directory.ListAsync(domain, cancel))
            if (entry is AccountAddress { Account: var account })
                await directory.RemoveLegacySecretAsync(account, cancel);
    }
}
