using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>What an account's user wants done with mail as it is delivered.</summary>
/// <param name="Rules">Those that are enabled, in their order.</param>
/// <param name="Vacation">Null: nothing is answered.</param>
public sealed record DeliveryPreferences(ImmutableArray<MailRule> Rules, VacationResponse? Vacation)
{
    public static readonly DeliveryPreferences None = new([], null);
}

/// <summary>
/// Reads accounts' preferences, and keeps them for some seconds. For an account that has none, that is one small read in <see cref="Lifetime"/>, however much mail it
/// gets; of one that has some they are read again only when they have changed.
/// </summary>
public sealed class PreferenceReader(IObjectStore objects, TimeProvider time, ILogger<PreferenceReader> log)
{
    /// <summary>Rules that an account may have.</summary>
    public const int MaxRules = 200;

    /// <summary>How late a change may be heeded.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>Accounts that are kept in memory.</summary>
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<AccountId, Known> known = new();

    private sealed record Known(ulong Rules, ulong Vacation, DeliveryPreferences Preferences, DateTimeOffset Until);

    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask<DeliveryPreferences> ReadAsync(AccountId account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = known.GetValueOrDefault(account);
        if (old is not null && old.Until > now)
            return old.Preferences;
        var states = await objects.ReadStatesAsync(account, cancellationToken);
        var (rules, vacation) = (states.GetValueOrDefault(MailRule.Kind), states.GetValueOrDefault(VacationResponse.Kind));
        var preferences =
            old is not null && (old.Rules, old.Vacation) == (rules, vacation) ? old.Preferences
            : rules == 0 && vacation == 0 ? DeliveryPreferences.None
            : new DeliveryPreferences(
                await ReadRulesAsync(account, cancellationToken),
                await ReadVacationAsync(account, cancellationToken)
            );
        if (known.Count >= Capacity)
            known.Clear();
        known[account] = new Known(rules, vacation, preferences, now + Lifetime);
        return preferences;
    }

    private async ValueTask<ImmutableArray<MailRule>> ReadRulesAsync(AccountId account, CancellationToken cancellationToken)
    {
        var read = await objects.ReadAsync(account, MailRule.Kind, cancellationToken);
        var rules = read.Objects.Select(one => Parse(account, one, PersonalJson.Default.MailRule)).OfType<MailRule>();
        // They come in the order of their ids, which stays where the numbers are the same.
        return [.. rules.Where(rule => rule.IsEnabled).OrderBy(rule => rule.SortOrder)];
    }

    private async ValueTask<VacationResponse?> ReadVacationAsync(AccountId account, CancellationToken cancellationToken) =>
        await objects.FindAsync(account, VacationResponse.Kind, VacationResponse.Id, cancellationToken) is { } found
        && Parse(account, found, PersonalJson.Default.VacationResponse) is { IsEnabled: true } vacation
            ? vacation
            : null;

    /// <summary>Null: it is damaged. Mail comes all the same.</summary>
    private T? Parse<T>(AccountId account, StoredObject found, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(found.Body.Span, json);
        }
        catch (JsonException e)
        {
            log.LogError(e, "{Id} of {Account} is damaged and not heeded", found.Id, account);
            return null;
        }
    }
}
