using System.CommandLine;
using System.CommandLine.Parsing;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Cli.Commands;

/// <summary>What limits are set for: an account, or all accounts of a domain that have none of their own.</summary>
internal sealed record QuotaTarget(Address? Account, string? Domain)
{
    public static Argument<QuotaTarget> Argument(ArgumentArity arity) =>
        new("ADDRESS|DOMAIN")
        {
            Description = "An account's address, or a domain",
            Arity = arity,
            CustomParser = Parse,
        };

    /// <summary>Changes the limits that are set, and says so.</summary>
    /// <param name="change">Gives the new limits for the present ones.</param>
    /// <returns>The exit code.</returns>
    public Task<int> ChangeAsync(Accounts accounts, Func<Quota, Quota> change, Terminal terminal, CancellationToken cancel) =>
        Account is { } account
            ? ChangeAccountAsync(account, accounts, change, terminal, cancel)
            : ChangeDomainAsync(accounts, change, terminal, cancel);

    private static async Task<int> ChangeAccountAsync(
        Address address,
        Accounts accounts,
        Func<Quota, Quota> change,
        Terminal terminal,
        CancellationToken cancel
    )
    {
        if (
            await accounts.Directory.FindAsync(address, cancel) is not AccountAddress { Account: var account }
            || await accounts.Store.ReadAsync(account, StateDepth.Directory, cancel) is not { } state
        )
            return terminal.Fail($"There is no account {address}.");
        var result = await accounts.Store.CommitAsync(account, new SetQuota(change(state.Quota)), cancel);
        if (result.Refusal is { } refusal)
            return terminal.Fail($"{refusal.Text}.");
        terminal.Say($"Changed the limits of {address}.");
        return CommandLine.Success;
    }

    private async Task<int> ChangeDomainAsync(Accounts accounts, Func<Quota, Quota> change, Terminal terminal, CancellationToken cancel)
    {
        var changed = await accounts.Directory.UpdateDomainAsync(Domain!, now => now with { Quota = change(now.Quota) }, cancel);
        if (changed is null)
            return terminal.FailNoDomain(Domain!);
        terminal.Say($"Changed the limits of {DomainName.ToDisplay(changed.Name)}; they hold within a minute.");
        return CommandLine.Success;
    }

    private static QuotaTarget? Parse(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: var text }])
            return null;
        if (Address.TryParse(text, out var address))
            return new QuotaTarget(address, null);
        if (!text.Contains('@', StringComparison.Ordinal) && DomainName.Canonicalize(text) is { } domain)
            return new QuotaTarget(null, domain);
        result.AddError($"'{text}' is neither a mail address nor a domain.");
        return null;
    }
}
