using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Limits;

/// <summary>How much an account may send; 0: without limit. A stolen password must not send a million.</summary>
/// <param name="MessagesPerHour"><c>MAILCLOUD_ACCOUNT_MESSAGES_PER_HOUR</c></param>
/// <param name="RecipientsPerHour"><c>MAILCLOUD_ACCOUNT_RECIPIENTS_PER_HOUR</c></param>
/// <param name="RecipientsPerDay"><c>MAILCLOUD_ACCOUNT_RECIPIENTS_PER_DAY</c></param>
public sealed record SendingRates(int MessagesPerHour, int RecipientsPerHour, int RecipientsPerDay)
{
    /// <summary>No limit.</summary>
    public static readonly SendingRates Boundless = new(0, 0, 0);

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static SendingRates Read(SettingReader settings)
    {
        return new(Limit("MESSAGES_PER_HOUR", 0), Limit("RECIPIENTS_PER_HOUR", 500), Limit("RECIPIENTS_PER_DAY", 2000));

        int Limit(string name, int unlessSet) => settings.Number($"MAILCLOUD_ACCOUNT_{name}", 0, 1_000_000) ?? unlessSet;
    }
}

/// <summary>Counts what accounts send, in this process.</summary>
public sealed class SendingLimits(SendingRates rates, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public RateLimit<AccountId> Messages { get; } = new(rates.MessagesPerHour, Hour, time);

    public RateLimit<AccountId> Recipients { get; } = new(rates.RecipientsPerHour, Hour, time);

    public RateLimit<AccountId> RecipientsOfDay { get; } = new(rates.RecipientsPerDay, Day, time);

    /// <summary>Counts a message to so many recipients. False: it is one too many.</summary>
    public bool TryTake(AccountId account, int recipients)
    {
        if (!Messages.TryTake(account))
            return false;
        for (var i = 0; i < recipients; i++)
            if (!Recipients.TryTake(account) || !RecipientsOfDay.TryTake(account))
                return false;
        return true;
    }
}
