using MailCloud.Mail.Settings;

namespace MailCloud.Smtp.Checks;

/// <summary>The measures against unwanted mail. Those that count concern one process; those per client concern strangers only.</summary>
public sealed record AbuseSettings
{
    /// <summary>None of them.</summary>
    public static readonly AbuseSettings None = new();

    /// <summary><c>MAILCLOUD_GREETING_DELAY</c>: how long a stranger waits for its first greeting.</summary>
    public TimeSpan GreetingDelay { get; init; }

    /// <summary><c>MAILCLOUD_CLIENT_CONNECTIONS_PER_MINUTE</c>; 0: without limit, as for all that follow.</summary>
    public int ClientConnectionsPerMinute { get; init; }

    /// <summary><c>MAILCLOUD_CLIENT_MESSAGES_PER_MINUTE</c></summary>
    public int ClientMessagesPerMinute { get; init; }

    /// <summary><c>MAILCLOUD_CLIENT_RECIPIENTS_PER_MINUTE</c></summary>
    public int ClientRecipientsPerMinute { get; init; }

    /// <summary><c>MAILCLOUD_CLIENT_UNKNOWN_RECIPIENTS_PER_HOUR</c></summary>
    public int ClientUnknownRecipientsPerHour { get; init; }

    /// <summary><c>MAILCLOUD_ACCOUNT_MESSAGES_PER_HOUR</c></summary>
    public int AccountMessagesPerHour { get; init; }

    /// <summary><c>MAILCLOUD_ACCOUNT_RECIPIENTS_PER_HOUR</c></summary>
    public int AccountRecipientsPerHour { get; init; }

    /// <summary><c>MAILCLOUD_ACCOUNT_RECIPIENTS_PER_DAY</c></summary>
    public int AccountRecipientsPerDay { get; init; }

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static AbuseSettings Read(SettingReader settings)
    {
        return new AbuseSettings
        {
            GreetingDelay = settings.Duration("MAILCLOUD_GREETING_DELAY") ?? TimeSpan.FromSeconds(2),
            ClientConnectionsPerMinute = Limit("CLIENT_CONNECTIONS_PER_MINUTE", 120),
            ClientMessagesPerMinute = Limit("CLIENT_MESSAGES_PER_MINUTE", 300),
            ClientRecipientsPerMinute = Limit("CLIENT_RECIPIENTS_PER_MINUTE", 1000),
            ClientUnknownRecipientsPerHour = Limit("CLIENT_UNKNOWN_RECIPIENTS_PER_HOUR", 100),
            AccountMessagesPerHour = Limit("ACCOUNT_MESSAGES_PER_HOUR", 0),
            AccountRecipientsPerHour = Limit("ACCOUNT_RECIPIENTS_PER_HOUR", 500),
            AccountRecipientsPerDay = Limit("ACCOUNT_RECIPIENTS_PER_DAY", 2000),
        };

        int Limit(string name, int unlessSet) => settings.Number($"MAILCLOUD_{name}", 0, 1_000_000) ?? unlessSet;
    }
}
