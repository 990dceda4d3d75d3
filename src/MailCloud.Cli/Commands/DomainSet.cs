using System.CommandLine;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud domain set DOMAIN [--postmaster ADDRESS] [--legacy-mechanisms on|off] [--imap-off NAMES] [--administrators ADDRESSES]</c></summary>
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
        var administrators = Inputs.Addresses(
            "--administrators",
            "The accounts that may set limits for the others over IMAP, with commas between; none: nobody may"
        );
        var command = new Command("set", "Change what is set for a domain; it takes effect within a minute")
        {
            domain,
            postmaster,
            legacy,
            imapOff,
            administrators,
        };
        command.Validators.Add(result =>
        {
            if (!((Option[])[postmaster, legacy, imapOff, administrators]).Any(option => result.GetResult(option) is not null))
                result.AddError("Nothing to set: give --postmaster, --legacy-mechanisms, --imap-off or --administrators.");
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
                foreach (var administrator in parsed.GetValue(administrators) ?? [])
                    if (!await accounts.IsAccountOfAsync(name, administrator, cancel))
                        return context.Terminal.Fail($"{administrator} is not an account of {Mail.Addresses.DomainName.ToDisplay(name)}.");
                var changed = await accounts.Directory.UpdateDomainAsync(
                    name,
                    now =>
                        now with
                        {
                            Postmaster = who ?? now.Postmaster,
                            AllowsLegacyMechanisms = allowed is null ? now.AllowsLegacyMechanisms : allowed is "on",
                            Administrators = parsed.GetValue(administrators) ?? now.Administrators,
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
