using System.Collections.Immutable;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Limits;
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

    /// <summary><c>MAILCLOUD_DNSBL</c>: the block lists, each a <c>zone</c>, or <c>zone=127.0.0.2</c> or <c>zone=127.0.0.2-11</c> if only some answers count.</summary>
    public ImmutableArray<BlockList> BlockLists { get; init; } = [];

    /// <summary><c>MAILCLOUD_HELLO_CHECK</c>: whether a stranger must have a name, and not ours.</summary>
    public bool ChecksHello { get; init; }

    /// <summary><c>MAILCLOUD_SENDER_DOMAIN_CHECK</c>: whether the domain of a stranger's reverse-path must exist and take mail.</summary>
    public bool ChecksSenderDomain { get; init; }

    /// <summary><c>MAILCLOUD_GREYLISTING_KEY</c>, if <c>MAILCLOUD_GREYLISTING</c> is on: what the greylist's hashes are made with; null: there is no greylist.</summary>
    public string? GreylistKey { get; init; }

    /// <summary><c>MAILCLOUD_GREYLISTING_DELAY</c>: how long a sender waits; the rest is not to be set.</summary>
    public GreylistRules Greylist { get; init; } = new();

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static AbuseSettings Read(SettingReader settings)
    {
        var sending = SendingRates.Read(settings);
        return new AbuseSettings
        {
            GreetingDelay = settings.Duration("MAILCLOUD_GREETING_DELAY") ?? TimeSpan.FromSeconds(2),
            ClientConnectionsPerMinute = Limit("CLIENT_CONNECTIONS_PER_MINUTE", 120),
            ClientMessagesPerMinute = Limit("CLIENT_MESSAGES_PER_MINUTE", 300),
            ClientRecipientsPerMinute = Limit("CLIENT_RECIPIENTS_PER_MINUTE", 1000),
            ClientUnknownRecipientsPerHour = Limit("CLIENT_UNKNOWN_RECIPIENTS_PER_HOUR", 100),
            AccountMessagesPerHour = sending.MessagesPerHour,
            AccountRecipientsPerHour = sending.RecipientsPerHour,
            AccountRecipientsPerDay = sending.RecipientsPerDay,
            BlockLists =
            [
                .. settings
                    .List("MAILCLOUD_DNSBL")
                    .Select(text =>
                        BlockList.TryParse(text)
                        ?? throw new SettingException(
                            "MAILCLOUD_DNSBL",
                            "is a list of zones, each alone or with =127.0.0.2 or =127.0.0.2-11"
                        )
                    ),
            ],
            GreylistKey = settings.Switch("MAILCLOUD_GREYLISTING") is true ? ReadGreylistKey(settings) : null,
            Greylist = settings.Duration("MAILCLOUD_GREYLISTING_DELAY") is { } delay ? new() { Delay = delay } : new(),
            ChecksHello = settings.Switch("MAILCLOUD_HELLO_CHECK") ?? true,
            ChecksSenderDomain = settings.Switch("MAILCLOUD_SENDER_DOMAIN_CHECK") ?? true,
        };

        int Limit(string name, int unlessSet) => settings.Number($"MAILCLOUD_{name}", 0, 1_000_000) ?? unlessSet;
    }

    private static string ReadGreylistKey(SettingReader settings)
    {
        const string name = "MAILCLOUD_GREYLISTING_KEY";
        const string meaning = "is a secret of at least 16 characters, the same for all listeners; greylisting needs it";
        return settings.Required(name, meaning) is { Length: >= 16 } key ? key : throw new SettingException(name, meaning);
    }
}
