using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Testing.Transcripts;

/// <summary>Brings about the state that a transcript's headers describe, through the same interfaces that everybody uses.</summary>
public sealed partial class TranscriptFixture
{
    // Those of RFC 7677 §3. Log-ins of tests need not withstand a thief.
    private static readonly ScramParameters Parameters = new([.. Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")], Iterations: 4096);

    private static readonly ConcurrentDictionary<string, ScramVerifier> Verifiers = new(StringComparer.Ordinal);

    private readonly Transcript transcript;
    private readonly TranscriptWorld world;
    private AccountId? account;
    private int messages;

    private TranscriptFixture(Transcript transcript, TranscriptWorld world) => (this.transcript, this.world) = (transcript, world);

    /// <exception cref="FormatException">A header says nothing; the message begins with its file and line.</exception>
    public static async Task PrepareAsync(Transcript transcript, TranscriptWorld world)
    {
        var fixture = new TranscriptFixture(transcript, world);
        foreach (var header in transcript.Headers)
            await fixture.ApplyAsync(header);
    }

    private ValueTask ApplyAsync(TranscriptHeader header) =>
        (header.Key, header.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)) switch
        {
            ("domain", [var domain]) => AddDomainAsync(domain),
            ("user", [var name, var password]) => AddUserAsync(AddressOf(header, name), password),
            ("alias", [var alias, .. var targets]) => AddAliasAsync(
                AddressOf(header, alias),
                [.. targets.Select(target => AddressOf(header, target))]
            ),
            ("administrator", [var name]) => AddAdministratorAsync(header, AddressOf(header, name)),
            ("quota", [var octets, var count]) => SetQuotaAsync(header, new Quota(LimitOf(octets), LimitOf(count))),
            ("quota", [var domain, var octets, var count]) => SetDomainAsync(
                domain,
                now => now with { Quota = new Quota(LimitOf(octets), LimitOf(count)) }
            ),
            ("mailbox", _) => AddMailboxAsync(header),
            ("tls", ["yes" or "no"]) or ("remote" or "time", [_]) or ("option", [_, ..]) => ValueTask.CompletedTask,
            _ => throw Error(header, $"This is not how {header.Key} is written."),
        };

    private async ValueTask AddDomainAsync(string domain) => await world.Directory.AddDomainAsync(new Domain(domain), default);

    private async ValueTask AddUserAsync(Address address, string password)
    {
        account = world.AccountOf(address);
        await AddDomainAsync(address.Domain);
        await world.Store.CreateAccountAsync(account.Value, default);
        await world.Directory.AddAsync(new AccountAddress(address, account.Value), default);
        var verifier = Verifiers.GetOrAdd(password, static text => ScramVerifier.Create(text, Parameters));
        await world.Directory.SetCredentialAsync(account.Value, new Credential(Credential.Password, verifier), default);
        if (transcript.Option("withheld") is { } withheld)
            await world.Directory.UpdateDomainAsync(
                address.Domain,
                domain => domain with { WithheldImapCapabilities = [.. withheld.Split(' ')] },
                default
            );
        if (transcript.Option("legacy") is not "yes")
            return;
        await world.Directory.UpdateDomainAsync(address.Domain, domain => domain with { AllowsLegacyMechanisms = true }, default);
        await world.Directory.SetLegacySecretAsync(account.Value, LegacySecret.Create(address.Canonical, password), default);
    }

    private async ValueTask AddAliasAsync(Address alias, ImmutableArray<Address> targets)
    {
        await AddDomainAsync(alias.Domain);
        await world.Directory.AddAsync(new AliasAddress(alias, targets), default);
    }

    private ValueTask AddAdministratorAsync(TranscriptHeader header, Address address)
    {
        var administrator = AddressOf(header, world.AccountOf(address).Value);
        return SetDomainAsync(address.Domain, now => now with { Administrators = [.. now.Administrators, administrator] });
    }

    private async ValueTask SetDomainAsync(string domain, Func<Domain, Domain> change)
    {
        await AddDomainAsync(domain);
        await world.Directory.UpdateDomainAsync(domain, change, default);
    }

    private async ValueTask SetQuotaAsync(TranscriptHeader header, Quota quota) =>
        await CommitAsync(
            header,
            account ?? throw Error(header, "A quota is the user's above it, and there is none."),
            new SetQuota(quota)
        );

    private static long? LimitOf(string text) =>
        text switch
        {
            "-" => null,
            "none" => Quota.Unlimited,
            _ => long.Parse(text),
        };

    private async ValueTask AddMailboxAsync(TranscriptHeader header)
    {
        var owner = account ?? throw Error(header, "A mailbox is the user's above it, and there is none.");
        var match = Mailbox().Match(header.Value);
        if (!match.Success)
            throw Error(header, "A mailbox is written: name message flags, message flags …");
        var name = match.Groups["name"].Value.Trim('"');
        var state = await world.Store.ReadAsync(owner, StateDepth.Directory, default);
        if (state!.Directory.Find(name) is null)
            await CommitAsync(header, owner, new CreateMailbox(name));
        foreach (var message in match.Groups["messages"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
            await AppendAsync(header, owner, name, message.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private async ValueTask AppendAsync(TranscriptHeader header, AccountId owner, string mailbox, string[] words)
    {
        var octets = SampleMessages.Read(words[0]);
        await using var writer = world.Store.BeginMessage();
        await writer.WriteAsync(octets, default);
        var content = await writer.CompleteAsync(default, default);
        await world.Store.AddReferencesAsync(content.Pack, [new PackReference(owner, content.Offset)], default);

        var summary = MessageParser.Parse(octets, DeliveryKey.For(content).Value);
        var message = new NewMessage(
            content,
            words.Where(word => word.StartsWith('\\')).Select(FlagOf).Aggregate(MessageFlags.None, (flags, flag) => flags | flag),
            [.. words.Skip(1).Where(word => !word.StartsWith('\\'))],
            TranscriptPlayer.Now.AddHours(-2).AddMinutes(messages++).ToUnixTimeSeconds(),
            summary.ThreadId,
            new ParsedSummary(summary)
        );
        await CommitAsync(header, owner, new AppendMessages(MailboxTarget.Named(mailbox), [message]));
    }

    private async ValueTask CommitAsync(TranscriptHeader header, AccountId owner, MailChange change)
    {
        var result = await world.Store.CommitAsync(owner, change, default);
        if (result.Refusal is { } refusal)
            throw Error(header, refusal.Text);
    }

    private FormatException Error(TranscriptHeader header, string text) => new($"{transcript.Name}:{header.Line}: {text}");

    private Address AddressOf(TranscriptHeader header, string text) =>
        Address.TryParse(text, out var address) ? address : throw Error(header, $"{text} is not an address.");

    private static MessageFlags FlagOf(string word) => Enum.Parse<MessageFlags>(word.AsSpan(1));

    [GeneratedRegex("""^(?<name>"[^"]+"|[^ "]+)(?<messages> .*)?$""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Mailbox();
}
