using MailCloud.Jmap.Http;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Account;

/// <summary>Shows somebody the own account: its addresses, how it is secured, who is logged in, and how full it is.</summary>
internal sealed class SummaryEndpoint(
    IDirectory directory,
    IMailStore store,
    QuotaPolicy quotas,
    AccountCredentials credentials,
    SecondFactors factors,
    WebSessions sessions
)
{
    public void Map(IEndpointRouteBuilder account) => account.MapGet("", AnswerAsync);

    private async Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancel)
    {
        var account = context.Account();
        if (await store.ReadAsync(account, StateDepth.Directory, cancel) is not { } state)
            return Problems.NotFound;
        var set = await factors.ReadAsync(account, cancel);
        var appPasswords = await credentials.ListAppPasswordsAsync(account, cancel);
        return TypedResults.Json(
            new AccountAnswer(
                account.Value,
                await ListAddressesAsync(account, cancel),
                new TwoFactorAnswer(set.Totp is not null, [.. set.Passkeys.Select(ToAnswer)], set.RecoveryCodesLeft),
                [.. appPasswords.Select(one => new AppPasswordAnswer(one.Name, one.Label, Scopes.NamesOf(one.Scopes), one.Created))],
                [.. (await sessions.ListAsync(account, cancel)).Select(session => ToAnswer(session, context.Session().Id))],
                await MeasureAsync(state, cancel)
            )
        );
    }

    private static PasskeyAnswer ToAnswer(Factor<PasskeyBody> passkey) =>
        new(passkey.Id, passkey.Body.Name, passkey.Body.Created, passkey.Body.LastUsed);

    private static SessionAnswer ToAnswer(WebSession session, string current) =>
        new(
            session.Id,
            string.Equals(session.Id, current, StringComparison.Ordinal),
            session.Created,
            session.LastSeen,
            session.UserAgent,
            session.Address
        );

    /// <summary>The account's own address first, and the others of its domain that lead to it alone.</summary>
    private async ValueTask<IReadOnlyList<string>> ListAddressesAsync(AccountId account, CancellationToken cancellationToken)
    {
        var addresses = new List<string> { account.Value };
        if (!Address.TryParse(account.Value, out var own))
            return addresses;
        await foreach (var entry in directory.ListAsync(own.CanonicalDomain, cancellationToken))
            if (!entry.Address.Equals(own) && entry.Address.LocalPart is not IDirectory.CatchAll && LeadsTo(entry, own, account))
                addresses.Add(entry.Address.Canonical);
        return addresses;
    }

    private static bool LeadsTo(AddressEntry entry, Address own, AccountId account) =>
        entry switch
        {
            AccountAddress { Account: var owner } => owner == account,
            AliasAddress { Targets: [var target] } => target.Equals(own),
            _ => false,
        };

    private async ValueTask<QuotaAnswer> MeasureAsync(AccountState state, CancellationToken cancellationToken)
    {
        var (usage, limits) = (Usage.Of(state.Directory), await quotas.LimitsOfAsync(state, cancellationToken));
        return new QuotaAnswer(usage.Octets, limits.Octets, usage.Messages, limits.Messages);
    }
}
