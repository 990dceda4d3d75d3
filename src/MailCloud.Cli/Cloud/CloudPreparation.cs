using MailCloud.Cli.Dns;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using MailCloud.Secrets;
using MailCloud.SenderAuthentication.Dkim.Rotation;

namespace MailCloud.Cli.Cloud;

/// <summary>What a deployment needs that a template cannot make. Each step can be run again: what is there stays.</summary>
internal sealed class CloudPreparation(CommandContext context, CloudSettings settings, Accounts accounts)
{
    // GitHub, GitLab and most others; Azure Pipelines.
    private static readonly string[] PipelineVariables = ["CI", "TF_BUILD"];

    private readonly RoleWait roles = new(context.Terminal, context.Time);

    private Terminal Terminal => context.Terminal;

    public async Task RunAsync(CancellationToken cancel)
    {
        await EnsureCertificateAsync(cancel);
        await EnsureSecretsAsync(cancel);
        var domain = await EnsureDomainAsync(cancel);
        domain = await PublishAsync(domain, cancel);
        await EnsureMailboxAsync(cancel);
        await ShowAsync(domain, cancel);
    }

    private async Task EnsureCertificateAsync(CancellationToken cancel)
    {
        var certificate = new BootstrapCertificate(context.OpenCertificates(settings.EdgeVault), context.Time);
        var outcome = await roles.RunAsync(() => certificate.EnsureAsync(settings.Certificate, settings.CertificateNames, cancel), cancel);
        Terminal.Say(
            outcome switch
            {
                BootstrapOutcome.Made => "Certificate: self-signed until an authority has signed one, so that all ports open at once.",
                BootstrapOutcome.Kept =>
                    "Certificate: still the self-signed one. Mail programs will warn until an authority has signed another.",
                _ => "Certificate: there is one already.",
            }
        );
    }

    private async Task EnsureSecretsAsync(CancellationToken cancel)
    {
        var secrets = new CloudSecrets(OpenSecrets(settings.SecretsVault), OpenSecrets(settings.EdgeVault), context.Time);
        await roles.RunAsync(
            async () =>
            {
                await secrets.EnsureAsync(cancel);
                return true;
            },
            cancel
        );
        Terminal.Say("Secrets: in their vaults.");
    }

    private ISecretStore OpenSecrets(Uri vault) => context.OpenSecrets(new SecretSettings(vault, null, null));

    private async Task<Domain> EnsureDomainAsync(CancellationToken cancel)
    {
        var domain = await roles.RunAsync(
            async () =>
            {
                await accounts.Directory.AddDomainAsync(new Domain(settings.Domain), cancel);
                return await accounts.Directory.FindDomainAsync(settings.Domain, cancel);
            },
            cancel
        );
        if (domain is { DkimSelectors.IsEmpty: true })
            domain = await Rotation().BeginAsync(settings.Domain, cancel);
        Terminal.Say($"Domain: {DomainName.ToDisplay(settings.Domain)}, with keys that sign its mail.");
        return domain!;
    }

    /// <summary>Puts what is missing into the domain's zone, if it is ours, and lets keys sign whose records are seen.</summary>
    private async Task<Domain> PublishAsync(Domain domain, CancellationToken cancel)
    {
        if (OurZones.Open(context)?.Find(domain.Name) is not null)
        {
            var written = await roles.RunAsync(
                () => new ZoneWriter(OurZones.Open(context)!).WriteAsync(WantedRecords.Of(domain, Server(domain)), cancel),
                cancel
            );
            Terminal.Say($"DNS: {written.Count} records written to the zone {domain.Name} of Azure DNS.");
        }
        return await Rotation().AdvanceAsync(domain.Name, cancel) ?? domain;
    }

    private async Task EnsureMailboxAsync(CancellationToken cancel)
    {
        var mailbox = new FirstMailbox(accounts);
        var who = settings.FirstMailbox;
        // What a pipeline says is kept, and read by others.
        if (IsPipeline() && !await mailbox.HasAccountsAsync(settings.Domain, cancel))
        {
            Terminal.Note(
                $"No mailbox was made, since its password would stay in this pipeline's log: `mailcloud user add {who}` makes it."
            );
            return;
        }
        if (await mailbox.EnsureAsync(who, cancel) is not { } password)
            return;
        Terminal.Say("");
        Terminal.Say($"The first mailbox: {who}");
        Terminal.Say($"Password: {password}");
        Terminal.Say($"It is shown this once. Choose another in the webmail's settings, or with `mailcloud user passwd {who}`.");
    }

    private async Task ShowAsync(Domain domain, CancellationToken cancel)
    {
        Terminal.Say("");
        var server = Server(domain);
        Access.Write(Terminal, new SettingReader(context.Variable), server);
        Terminal.Say("");
        DnsReport.Write(Terminal, domain, await new DomainRecords(Resolver(), server).LookUpAsync(domain, cancel));
        if (new SettingReader(context.Variable).List("MAILCLOUD_NAME_SERVERS") is { IsEmpty: false } servers)
            Terminal.Note(
                $"Name {string.Join(", ", servers)} as the name servers of {domain.Name} where you have bought it, if you have not yet."
            );
    }

    private bool IsPipeline() => PipelineVariables.Any(name => context.Variable(name) is { Length: > 0 } and not "false");

    private ServerNames Server(Domain domain) => ServerNames.Read(new SettingReader(context.Variable), domain.Name);

    private IDnsResolver Resolver() => context.OpenDns(DnsSettings.Read(new SettingReader(context.Variable)));

    private DkimRotation Rotation() => new(accounts.Directory, OpenSecrets(settings.SecretsVault), Resolver(), context.Time);
}
