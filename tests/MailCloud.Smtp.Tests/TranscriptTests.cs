using System.Collections.Immutable;
using System.Net;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Networks;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Settings;
using MailCloud.SenderAuthentication;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Commands;
using MailCloud.Testing;
using MailCloud.Testing.Transcripts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Smtp.Tests;

/// <summary>
/// The conversations in tests/Transcripts/smtp. Options: <c>service mx|submission|submissions</c> (mx), <c>outbound yes</c>, <c>denied NETWORK</c>, <c>allowed NETWORK</c>, <c>trusted NETWORK</c>,
/// <c>spf enforced</c>, <c>max-octets N</c>, <c>max-received N</c>, <c>max-errors N</c>, <c>max-failed-logins N</c>, <c>tokens yes</c>, <c>legacy yes</c>, and <c>fault begin|write|complete</c>, where the spool fails; the
/// measures against unwanted mail are set by their <c>MAILCLOUD_… VALUE</c>.
/// </summary>
public class TranscriptTests
{
    private const string Accepted = "250 2.0.0 Accepted as ";

    public static TheoryData<string, Pace> Transcripts() => TranscriptFiles.TheoryOf("smtp");

    public static TheoryData<string> Verbs() => [.. CommandTable.Rows.Select(row => row.Verb)];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task A_transcript_plays_as_written(string name, Pace pace)
    {
        var spool = new MemorySpool();
        await new TranscriptPlayer((world, transcript) => EngineOf(world, transcript, spool)).PlayAsync(name, pace);

        // Nothing is kept but what was accepted.
        var accepted = TranscriptFiles
            .Load(name)
            .Steps.OfType<Expect>()
            .SelectMany(step => step.Patterns)
            .Count(pattern => pattern.Text.StartsWith(Accepted, StringComparison.Ordinal));
        Assert.Equal(accepted, spool.Messages.Count);
        Assert.Equal(0, spool.Open);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_command_has_a_transcript(string verb)
    {
        var transcript = TranscriptFiles.Load($"smtp/{verb.ToLowerInvariant()}.txt");
        Assert.Contains(transcript.SentLines, line => line.StartsWith(verb, StringComparison.Ordinal));
    }

    [Fact]
    public void A_command_s_transcript_begins_with_its_place_in_the_RFC() =>
        Assert.All(
            CommandTable.Rows,
            row =>
                Assert.StartsWith(
                    $"# {row.Reference}",
                    File.ReadLines(Path.Combine(TranscriptFiles.Folder, "smtp", row.Verb.ToLowerInvariant() + ".txt")).First()
                )
        );

    /// <summary>What the DNS says in transcripts. A client of 192.0.2.0/24 may send for spf.example.</summary>
    private static readonly MemoryDns Zone = new MemoryDns()
        .Address("7.100.51.198.list.example", "127.0.0.4")
        .Text("7.100.51.198.list.example", "an open proxy, see http://list.example/")
        .Address("7.100.51.198.other.example", "127.0.0.2")
        .MailExchange("mx.example", 10, "mail.mx.example")
        .MailExchange("null.example", 0, "")
        .Address("v4.example", "192.0.2.25")
        .Address("v6.example", "2001:db8::25")
        .Text("text.example", "neither an exchange nor an address")
        .Fail("away.example")
        .Text("spf.example", "v=spf1 ip4:192.0.2.0/24 -all exp=why.example")
        .Text("why.example", "%{i} is none of ours")
        .Text("_dmarc.reject.example", "v=DMARC1; p=reject")
        .Text("_dmarc.junk.example", "v=DMARC1; p=quarantine");

    private static Engine EngineOf(TranscriptWorld world, Transcript transcript, MemorySpool spool)
    {
        spool.Fault = Enum.Parse<SpoolFault>(transcript.Option("fault") ?? nameof(SpoolFault.None), ignoreCase: true);
        var options = new SmtpOptions
        {
            Service = Enum.Parse<SmtpService>(transcript.Option("service") ?? nameof(SmtpService.Mx), ignoreCase: true),
            HostName = "mail.example.com",
            PrimaryDomain = "example.com",
            OutboundConfigured = transcript.Option("outbound") is "yes",
            Access = new AccessRule(Networks("allowed"), Networks("denied")),
            TrustedNetworks = Networks("trusted"),
        };
        options = options with
        {
            MaxMessageOctets = Number("max-octets") ?? options.MaxMessageOctets,
            MaxHeaderOctets = Number("max-header-octets") ?? options.MaxHeaderOctets,
            MaxReceivedFields = Number("max-received") ?? options.MaxReceivedFields,
            MaxFailedLogins = Number("max-failed-logins") ?? options.MaxFailedLogins,
            MaxErrors = Number("max-errors") ?? options.MaxErrors,
        };
        var abuse = new AbuseChecks(
            AbuseSettings.Read(new SettingReader(Setting)),
            Zone,
            new MemoryGreylist(),
            world.Time,
            NullLogger<AbuseChecks>.Instance
        );
        var policy = new SenderPolicy { RefusesSpfFail = transcript.Option("spf") is "enforced" };
        var content = new ContentChecks(new SenderVerifier(Zone, options.HostName, policy, world.Time), policy, filter: null);
        var checks = content.AddTo(
            abuse.AddTo(SmtpChecks.For(options, world.Directory, room: new MailboxRoom(world.Store, world.Quotas)), options),
            options
        );
        return new SmtpServer(
            options,
            checks,
            world.MechanismsFor(transcript),
            spool,
            world.Time,
            NullLogger<SmtpServer>.Instance
        ).ServeAsync;

        string? Setting(string name) =>
            transcript.Option(name)
            ?? name switch
            {
                // A transcript's clock stands still: nobody could wait for the greeting.
                "MAILCLOUD_GREETING_DELAY" => "0:00:00",
                // Most senders of transcripts have no domain in the zone.
                "MAILCLOUD_SENDER_DOMAIN_CHECK" => "off",
                _ => null,
            };

        ImmutableArray<IPNetwork> Networks(string option) => transcript.Option(option) is { } network ? [IPNetwork.Parse(network)] : [];

        int? Number(string option) => transcript.Option(option) is { } text ? int.Parse(text) : null;
    }
}
