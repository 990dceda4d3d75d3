using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>Does with mail what the users of its accounts want done: their rules, and their answers while they are away.</summary>
public sealed class PersonalDelivery(PreferenceReader preferences, VacationReplies replies, ILogger<PersonalDelivery> log)
{
    /// <summary>
    /// What has passed more servers than that is not forwarded: it may go round in circles between us and somebody else. Among ourselves it cannot, since each account
    /// gets a message once.
    /// </summary>
    private const int MaxReceived = 20;

    /// <summary>What becomes of a message in an account.</summary>
    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    internal async ValueTask<Treatment> TreatAsync(
        AccountId account,
        DeliveredMessage message,
        bool isJunk,
        CancellationToken cancellationToken
    )
    {
        if (isJunk)
            return Treatment.Junk;
        var wanted = await preferences.ReadAsync(account, cancellationToken);
        if (wanted == DeliveryPreferences.None)
            return Treatment.Plain;
        var treatment = Treatment.Plain with { Vacation = wanted.Vacation };
        foreach (var rule in wanted.Rules)
        {
            if (!await RuleEvaluation.MatchesAsync(rule, message, cancellationToken))
                continue;
            treatment = treatment.With(rule.Actions);
            if (rule.Actions.Stop)
                break;
        }
        if (treatment.ForwardTo.IsEmpty || (await message.ReadHeaderAsync(cancellationToken)).Received <= MaxReceived)
            return treatment;
        log.LogWarning("A message for {Account} is not forwarded: it has passed too many servers", account);
        return treatment with { ForwardTo = [] };
    }

    /// <summary>Answers a message that has just come to an account. If that fails, nothing is answered: the message is there, and that counts.</summary>
    internal async ValueTask AnswerAsync(
        AccountId account,
        VacationResponse vacation,
        DeliveredMessage message,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await replies.SendAsync(account, vacation, message, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "A message to {Account} is not answered: storage is away", account);
        }
    }
}
