using System.Net;
using MailCloud.Dns;
using MailCloud.Imap;
using MailCloud.Listener.Access;
using MailCloud.Listener.Tokens;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Search;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using MailCloud.Pop3;
using MailCloud.Protocol.Sasl;
using MailCloud.Search;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication;
using MailCloud.Smtp;
using MailCloud.Smtp.Checks;
using MailCloud.Spam;
using MailCloud.Spam.Filter;
using MailCloud.Storage;

namespace MailCloud.Listener;

/// <summary>What the engines work on.</summary>
public sealed record MailBackend(
    IMailStore Store,
    IDirectory Directory,
    QuotaPolicy Quotas,
    IMaildropLock Maildrops,
    ISpool Spool,
    IGreylist Greylist,
    ILessonQueue Lessons,
    IModelStore Models
)
{
    /// <summary>The text indexes, and where they are asked for; null: there are none, and searches read.</summary>
    public (IIndexStore Store, IIndexQueue Requests)? Indexes { get; init; }

    /// <summary>Addresses that stand for the senders of forwarded mail; null: there are none.</summary>
    public IReturnPaths? ReturnPaths { get; init; }

    /// <summary>All that a storage account has for them.</summary>
    public static MailBackend Of(MailStorage storage, IReturnPaths? returnPaths) =>
        new(
            storage.Store,
            storage.Directory,
            storage.Quotas,
            storage.Maildrops,
            storage.Spool,
            storage.Greylist,
            storage.Lessons,
            storage.Models
        )
        {
            Indexes = (storage.Indexes, storage.IndexRequests),
            ReturnPaths = returnPaths,
        };
}

/// <summary>The ports' numbers; 0: any free one.</summary>
public sealed record PortNumbers(int Smtp, int Submission, int Submissions, int Imaps, int Pop3s);

/// <summary>The listener's ports and the engine behind each. To add a service: one row here.</summary>
public static class MailPorts
{
    /// <summary>How long a log-in waits for an issuer's keys.</summary>
    private static readonly TimeSpan IssuerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Reads what <see cref="Create"/> will read, to find all that is wrong in it.</summary>
    public static void Check(SettingReader settings, SettingProblems problems)
    {
        problems.Gather(() => AccessSettings.Read(settings));
        problems.Gather(() => SpamSettings.Read(settings));
        problems.Gather(() => SenderPolicy.Read(settings));
        problems.Gather(() => DnsSettings.Read(settings));
        problems.Gather(() => AbuseSettings.Read(settings));
        problems.Gather(() => TokenSettings.Read(settings));
        if (IsOutboundConfigured(settings))
            problems.Gather(() => SecretSettings.Read(settings));
    }

    /// <param name="hostName">The server's own name, in greetings and Received fields.</param>
    /// <param name="primaryDomain">The domain whose postmaster answers for the server.</param>
    /// <param name="settings">What the operator has set for the services.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static IReadOnlyList<Port> Create(
        IPAddress bind,
        PortNumbers numbers,
        string hostName,
        string primaryDomain,
        MailBackend backend,
        SettingReader settings,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        var access = AccessSettings.Read(settings);
        var spam = SpamSettings.Read(settings);
        var policy = SenderPolicy.Read(settings);
        var dns = new DnsResolver(DnsSettings.Read(settings), time, loggers.CreateLogger<DnsResolver>());
        var filter = SpamFilterOf(spam, backend, time, loggers);
        var content = new ContentChecks(new SenderVerifier(dns, hostName, policy, time), policy, filter);
        var abuse = new AbuseChecks(AbuseSettings.Read(settings), dns, backend.Greylist, time, loggers.CreateLogger<AbuseChecks>());
        var authenticator = new Authenticator(backend.Directory, time, Tokens(settings, time));
        var mechanisms = new SaslMechanisms(authenticator);
        // mutt and neomutt take -PLUS where it is offered, have nothing to bind to, and when they send try no other mechanism.
        var submissionMechanisms = new SaslMechanisms(authenticator, bindsChannels: false);
        // IMAP is where users sort their mail; POP3 knows one mailbox.
        IMailStore store = spam.IsOn
            ? new LearningMailStore(backend.Store, backend.Lessons, loggers.CreateLogger<LearningMailStore>())
            : backend.Store;
        if (backend.Indexes is var (_, requests))
            store = new IndexingMailStore(store, requests, loggers.CreateLogger<IndexingMailStore>());
        var imap = new ImapServer(store, mechanisms, time, loggers.CreateLogger<ImapServer>())
        {
            Switches = new CapabilitySwitches(backend.Directory),
            Quotas = backend.Quotas,
            TextIndex = TextIndexOf(backend, time, loggers),
        };

        var room = new MailboxRoom(backend.Store, backend.Quotas);
        var pop3 = new Pop3Server(
            new Pop3Options(),
            backend.Store,
            mechanisms,
            backend.Maildrops,
            time,
            loggers.CreateLogger<Pop3Server>()
        );

        return
        [
            new("smtp", new IPEndPoint(bind, numbers.Smtp), ImplicitTls: false, Smtp(SmtpService.Mx).ServeAsync),
            new("submission", new IPEndPoint(bind, numbers.Submission), ImplicitTls: false, Smtp(SmtpService.Submission).ServeAsync),
            new("submissions", new IPEndPoint(bind, numbers.Submissions), ImplicitTls: true, Smtp(SmtpService.Submissions).ServeAsync),
            new("imaps", new IPEndPoint(bind, numbers.Imaps), ImplicitTls: true, imap.ServeAsync) { Access = access.Imap },
            new("pop3s", new IPEndPoint(bind, numbers.Pop3s), ImplicitTls: true, pop3.ServeAsync) { Access = access.Pop3 },
        ];

        SmtpServer Smtp(SmtpService service)
        {
            var options = new SmtpOptions
            {
                Service = service,
                HostName = hostName,
                PrimaryDomain = primaryDomain,
                OutboundConfigured = IsOutboundConfigured(settings),
                Access = service is SmtpService.Mx ? access.Smtp : access.Submission,
                TrustedNetworks = access.TrustedNetworks,
                WelcomeNetworks = access.WelcomeNetworks,
            };
            var checks = content.AddTo(
                abuse.AddTo(SmtpChecks.For(options, backend.Directory, backend.ReturnPaths, room), options),
                options
            );
            return new SmtpServer(options, checks, submissionMechanisms, backend.Spool, time, loggers.CreateLogger<SmtpServer>());
        }
    }

    /// <summary>Whether mail can leave (<c>MAILCLOUD_OUTBOUND</c>); the functions send it, and read how.</summary>
    public static bool IsOutboundConfigured(SettingReader settings) => settings.Text("MAILCLOUD_OUTBOUND") is not (null or "off");

    /// <summary>Null: the operator wants nothing scored.</summary>
    private static SpamFilter? SpamFilterOf(SpamSettings spam, MailBackend backend, TimeProvider time, ILoggerFactory loggers) =>
        spam.IsOn ? new SpamFilter(new SharedModel(backend.Models, time, loggers.CreateLogger<SharedModel>()), spam) : null;

    private static ITextIndex TextIndexOf(MailBackend backend, TimeProvider time, ILoggerFactory loggers) =>
        backend.Indexes is var (indexes, requests)
            ? new TextIndex(indexes, requests, time, loggers.CreateLogger<TextIndex>())
            : NoTextIndex.Instance;

    // The client lives as long as the process: there is one, and its connections end when they are idle.
    private static JwtVerifier? Tokens(SettingReader settings, TimeProvider time) =>
        TokenSettings.Read(settings) is { } issuer ? new JwtVerifier(issuer, new HttpClient { Timeout = IssuerTimeout }, time) : null;
}
