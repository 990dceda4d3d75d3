using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud quota show [ADDRESS|DOMAIN]</c></summary>
internal static class QuotaShow
{
    public static Command Create(CommandContext context)
    {
        var target = QuotaTarget.Argument(ArgumentArity.ZeroOrOne);
        var command = new Command("show", "Show what accounts hold and may hold") { target };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var shown = parsed.GetValue(target);
                if (shown?.Domain is { } domain && await accounts.Directory.FindDomainAsync(domain, cancel) is null)
                    return context.Terminal.FailNoDomain(domain);
                var rows = await RowsAsync(accounts, shown, cancel).ToListAsync(cancel);
                if (rows.Count == 0 && shown?.Account is { } address)
                    return context.Terminal.Fail($"There is no account {address}.");
                context.Terminal.List(["Account", "Resource", "Used", "Limit", "Percent", "Set for"], rows);
                return CommandLine.Success;
            }
        );
        return command;
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(
        Accounts accounts,
        QuotaTarget? shown,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var policy = new QuotaPolicy(accounts.Directory);
        await foreach (var entry in EntriesAsync(accounts, shown, cancel))
        {
            if (await accounts.Store.ReadAsync(entry.Account, StateDepth.Directory, cancel) is not { } state)
                continue;
            var usage = Usage.Of(state.Directory);
            var limits = await policy.LimitsOfAsync(state, cancel);
            yield return Row(entry, "space", usage.Octets, limits.Octets, state.Quota.Octets, Sizes.Format);
            yield return Row(entry, "messages", usage.Messages, limits.Messages, state.Quota.Messages, Count);
        }
    }

    private static async IAsyncEnumerable<AccountAddress> EntriesAsync(
        Accounts accounts,
        QuotaTarget? shown,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        if (shown?.Account is { } address)
        {
            if (await accounts.Directory.FindAsync(address, cancel) is AccountAddress one)
                yield return one;
            yield break;
        }
        await foreach (var entry in accounts.ListAsync(shown?.Domain, cancel).OfType<AccountAddress>().WithCancellation(cancel))
            yield return entry;
    }

    /// <param name="own">What is set for the account itself; null: nothing.</param>
    private static string[] Row(AccountAddress entry, string resource, long used, long? limit, long? own, Func<long, string> format) =>
        [
            entry.Address.ToString(),
            resource,
            format(used),
            limit is { } most ? format(most) : "none",
            limit is > 0 and var whole ? $"{Count(used * 100 / whole)}%" : "",
            own is not null ? "the account"
            : limit is not null ? "its domain"
            : "",
        ];

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
