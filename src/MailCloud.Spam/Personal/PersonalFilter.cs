using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Spam.Features;
using Microsoft.Extensions.Logging;

namespace MailCloud.Spam.Personal;

/// <summary>
/// Adds what each account taught to the score that the message came with, and decides for that account anew. For accounts that never taught anything the
/// message is not read again, and nor is it where accounts have no say (<see cref="SmtpEnvelope.SpamScore"/>).
/// </summary>
public sealed class PersonalFilter(IMailStore store, PersonalModels models, SpamSettings settings, ILogger<PersonalFilter> log)
    : IJunkFilter
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlySet<AccountId>> JunkAsync(
        SpooledMessage message,
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellationToken
    )
    {
        var isJunk = message.Envelope.Disposition is Disposition.Junk;
        var junk = isJunk ? accounts.ToHashSet() : [];
        if (message.Envelope.SpamScore is not { } score || !settings.IsOn)
            return junk;
        try
        {
            FeatureSet? features = null;
            foreach (var account in accounts)
            {
                var taught = await models.FindAsync(account, cancellationToken);
                if (taught.Count == 0)
                    continue;
                features ??= await store.ReadFeaturesAsync(message.Content, cancellationToken);
                if (score + taught.Sum(features) >= settings.Threshold)
                    junk.Add(account);
                else
                    junk.Remove(account);
            }
        }
        catch (StoreUnavailableException e)
        {
            // Mail does not wait for it: those that are left get the message as it came.
            log.LogWarning(e, "What accounts taught the spam filter cannot be read");
        }
        return junk;
    }
}
