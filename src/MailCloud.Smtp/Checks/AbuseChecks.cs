using System.Net;
using System.Text;
using MailCloud.Dns;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Limits;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// The measures against unwanted mail that look at who sends to whom, before a message is there to be looked at. What they count they count for all ports
/// of the process together.
/// </summary>
public sealed class AbuseChecks
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly AbuseSettings settings;
    private readonly IDnsResolver dns;
    private readonly IGreylist greylist;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly GreetingPause greeting;
    private readonly RateLimit<IPNetwork> connections;
    private readonly RateLimit<IPNetwork> messages;
    private readonly RateLimit<IPNetwork> recipients;
    private readonly RateLimit<IPNetwork> slips;
    private readonly RateLimit<IPNetwork> probes;
    private readonly SendingLimits sending;

    public AbuseChecks(AbuseSettings settings, IDnsResolver dns, IGreylist greylist, TimeProvider time, ILogger<AbuseChecks> logger)
    {
        (this.settings, this.dns, this.greylist, this.time, this.logger) = (settings, dns, greylist, time, logger);
        greeting = new GreetingPause(settings.GreetingDelay, time);
        connections = new(settings.ClientConnectionsPerMinute, Minute, time);
        messages = new(settings.ClientMessagesPerMinute, Minute, time);
        recipients = new(settings.ClientRecipientsPerMinute, Minute, time);
        slips = new((settings.ClientUnknownRecipientsPerHour + 9) / 10, Hour, time);
        probes = new(settings.ClientUnknownRecipientsPerHour, Hour, time);
        sending = new(new(settings.AccountMessagesPerHour, settings.AccountRecipientsPerHour, settings.AccountRecipientsPerDay), time);
    }

    /// <summary>Puts the measures among the checks of a service.</summary>
    public SmtpChecks AddTo(SmtpChecks checks, SmtpOptions options) =>
        options.IsSubmission ? AddForAccounts(checks) : AddForStrangers(checks, options);

    private SmtpChecks AddForStrangers(SmtpChecks checks, SmtpOptions options) =>
        checks with
        {
            Greeting = greeting,
            Connection =
            [
                .. checks.Connection,
                new RateCheck<Client, IPNetwork>(
                    connections,
                    client => client.Network,
                    CheckResult.Reject(421, "4.7.0", "Too many connections from your network, try again later")
                ),
                new BlockListCheck(settings.BlockLists, dns, logger),
            ],
            ReversePath =
            [
                new RateCheck<Sender, IPNetwork>(
                    messages,
                    sender => sender.Client.Network,
                    CheckResult.Reject(450, "4.7.1", "Too many messages from your network, try again later")
                ),
                .. settings.ChecksHello ? [new HelloCheck(options.HostName, options.PrimaryDomain)] : Array.Empty<ICheck<Sender>>(),
                .. checks.ReversePath,
                .. settings.ChecksSenderDomain ? [new SenderDomainCheck(dns)] : Array.Empty<ICheck<Sender>>(),
            ],
            ForwardPath =
            [
                new RateCheck<Recipient, IPNetwork>(
                    recipients,
                    recipient => recipient.Client.Network,
                    CheckResult.Reject(450, "4.7.1", "Too many recipients from your network, try again later")
                ),
                new ProbeCheck(checks.ForwardPath, slips, probes, time),
                // Last: it costs a look into storage.
                .. settings.GreylistKey is { } key
                    ? [new GreylistCheck(greylist, settings.Greylist, Encoding.UTF8.GetBytes(key), time, logger)]
                    : Array.Empty<ICheck<Recipient>>(),
            ],
        };

    private SmtpChecks AddForAccounts(SmtpChecks checks) =>
        checks with
        {
            ReversePath =
            [
                .. checks.ReversePath,
                new RateCheck<Sender, AccountId>(
                    sending.Messages,
                    sender => sender.Client.Account,
                    CheckResult.Reject(450, "4.7.1", "You have sent as many messages as an account may within an hour, try again later")
                ),
            ],
            ForwardPath =
            [
                .. checks.ForwardPath,
                new RateCheck<Recipient, AccountId>(
                    sending.Recipients,
                    recipient => recipient.Client.Account,
                    CheckResult.Reject(450, "4.7.1", "You have written to as many people as an account may within an hour, try again later")
                ),
                new RateCheck<Recipient, AccountId>(
                    sending.RecipientsOfDay,
                    recipient => recipient.Client.Account,
                    CheckResult.Reject(450, "4.7.1", "You have written to as many people as an account may within a day, try again later")
                ),
            ],
        };
}
