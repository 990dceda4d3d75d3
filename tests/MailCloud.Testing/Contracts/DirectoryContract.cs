using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every directory does. Each test has a domain of its own, so that they may share a directory.</summary>
public abstract class DirectoryContract : IAsyncLifetime
{
    private string Domain { get; } = $"d{Guid.NewGuid():N}.example";

    private IDirectory Directory { get; set; } = null!;

    protected abstract ValueTask<IDirectory> OpenAsync();

    public async ValueTask InitializeAsync() => Directory = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_domain_is_local_once_it_was_added()
    {
        Assert.False(await Directory.IsLocalDomainAsync(Domain, CancellationToken.None));

        Assert.True(await Directory.AddDomainAsync(new Domain(Domain), CancellationToken.None));
        Assert.False(await Directory.AddDomainAsync(new Domain(Domain), CancellationToken.None));

        Assert.True(await Directory.IsLocalDomainAsync(Domain, CancellationToken.None));
        Assert.True(await Directory.IsLocalDomainAsync(Domain.ToUpperInvariant(), CancellationToken.None));
        var all = await Directory.ListDomainsAsync(CancellationToken.None).Select(domain => domain.Name).ToListAsync();
        Assert.Contains(Domain, all);
        Assert.Equal(all.Order(StringComparer.Ordinal), all);

        Assert.True(await Directory.RemoveDomainAsync(Domain.ToUpperInvariant(), CancellationToken.None));
        Assert.False(await Directory.RemoveDomainAsync(Domain, CancellationToken.None));
        Assert.False(await Directory.IsLocalDomainAsync(Domain, CancellationToken.None));
        Assert.False(await Directory.IsLocalDomainAsync("no domain", CancellationToken.None));
    }

    [Fact]
    public async Task A_domain_has_settings()
    {
        var selector = new DkimSelector("mc1r", "v=DKIM1; p=AAAA", new SecretName("dkim-1"), DkimSelectorState.Next, Time(1));
        Assert.Null(await Directory.FindDomainAsync(Domain, CancellationToken.None));
        Assert.Null(await Directory.UpdateDomainAsync(Domain, domain => domain, CancellationToken.None));
        await Directory.AddDomainAsync(new Domain(Domain) { Postmaster = new Address("bob", Domain) }, CancellationToken.None);
        Assert.False((await Directory.FindDomainAsync(Domain, CancellationToken.None))!.AllowsLegacyMechanisms);

        var changed = await Directory.UpdateDomainAsync(
            Domain,
            domain => domain with { AllowsLegacyMechanisms = true, DkimSelectors = [selector], WithheldImapCapabilities = ["IDLE"] },
            CancellationToken.None
        );

        var found = await Directory.FindDomainAsync(Domain.ToUpperInvariant(), CancellationToken.None);
        var listed = await Directory.ListDomainsAsync(CancellationToken.None).SingleAsync(domain => domain.Name == Domain);
        foreach (var domain in new[] { changed, found, listed })
        {
            Assert.Equal(Domain, domain!.Name);
            Assert.Equal(new Address("bob", Domain), domain.Postmaster);
            Assert.True(domain.AllowsLegacyMechanisms);
            Assert.Equal([selector], domain.DkimSelectors);
            Assert.Equal(["IDLE"], domain.WithheldImapCapabilities);
        }
    }

    [Fact]
    public async Task Changes_of_a_domain_at_the_same_time_are_all_kept()
    {
        await Directory.AddDomainAsync(new Domain(Domain), CancellationToken.None);
        var selectors = Enumerable
            .Range(0, 8)
            .Select(n => new DkimSelector($"s{n}", "v=DKIM1; p=", new SecretName($"s{n}"), DkimSelectorState.Active, Time(n)))
            .ToList();

        await Task.WhenAll(
            selectors.Select(selector =>
                Directory
                    .UpdateDomainAsync(
                        Domain,
                        domain => domain with { DkimSelectors = domain.DkimSelectors.Remove(selector).Add(selector) },
                        CancellationToken.None
                    )
                    .AsTask()
            )
        );

        var found = await Directory.FindDomainAsync(Domain, CancellationToken.None);
        Assert.Equal(selectors, found!.DkimSelectors.OrderBy(selector => selector.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_domain_is_one_however_it_is_spelled()
    {
        var (unicode, ascii) = ($"bücher.{Domain}", $"xn--bcher-kva.{Domain}");
        Assert.True(await Directory.AddDomainAsync(new Domain(unicode), CancellationToken.None));
        Assert.False(await Directory.AddDomainAsync(new Domain(ascii), CancellationToken.None));
        await Directory.AddAsync(new AccountAddress(new Address("Ännchen", unicode), new AccountId("x")), CancellationToken.None);

        foreach (var spelling in new[] { unicode, ascii, unicode.ToUpperInvariant(), ascii.ToUpperInvariant() })
        {
            Assert.Equal(ascii, (await Directory.FindDomainAsync(spelling, CancellationToken.None))?.Name);
            var found = await Directory.FindAsync(new Address("ännchen", spelling), CancellationToken.None);
            Assert.Equal(unicode, found?.Address.Domain);
            Assert.Single(await Directory.ListAsync(spelling, CancellationToken.None).ToListAsync());
        }
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("Alice.O'Hara")]
    [InlineData("a+b=c_d-e")]
    [InlineData("!#$%&'*+-/=?^_`{|}~")]
    [InlineData("with space\\and\"quotes\"@home/#?")]
    [InlineData("üñí.例え.😀")]
    [InlineData("*")]
    public async Task An_address_is_found_whatever_characters_it_has(string localPart)
    {
        var address = new Address(localPart, Domain);
        var account = new AccountId($"{localPart}@{Domain}");

        Assert.True(await Directory.AddAsync(new AccountAddress(address, account), CancellationToken.None));

        var found = await Directory.FindAsync(new Address(localPart.ToUpperInvariant(), Domain.ToUpperInvariant()), CancellationToken.None);
        var entry = Assert.IsType<AccountAddress>(found);
        Assert.Equal(account, entry.Account);
        Assert.Equal((localPart, Domain), (entry.Address.LocalPart, entry.Address.Domain));
        Assert.Null(await Directory.FindAsync(new Address(localPart + "x", Domain), CancellationToken.None));
    }

    [Fact]
    public async Task An_address_is_taken_once()
    {
        var address = new Address("sales", Domain);
        var alias = new AliasAddress(address, [new Address("bob", Domain), new Address("quoted@part", "elsewhere.example")]);
        Assert.True(await Directory.AddAsync(alias, CancellationToken.None));

        Assert.False(await Directory.AddAsync(new AccountAddress(address, new AccountId("x")), CancellationToken.None));
        var found = Assert.IsType<AliasAddress>(await Directory.FindAsync(address, CancellationToken.None));
        Assert.Equal(alias.Targets, found.Targets);

        Assert.True(await Directory.RemoveAsync(address, CancellationToken.None));
        Assert.False(await Directory.RemoveAsync(address, CancellationToken.None));
        Assert.Null(await Directory.FindAsync(address, CancellationToken.None));
        Assert.True(await Directory.AddAsync(alias, CancellationToken.None));
    }

    [Fact]
    public async Task A_group_may_be_large()
    {
        var group = new AliasAddress(
            new Address("everyone", Domain),
            [.. Enumerable.Range(0, 5_000).Select(n => new Address($"member-{n}", Domain))]
        );
        await Directory.AddAsync(group, CancellationToken.None);

        var found = Assert.IsType<AliasAddress>(await Directory.FindAsync(group.Address, CancellationToken.None));
        Assert.Equal(group.Targets, found.Targets);
    }

    [Fact]
    public async Task A_domains_addresses_are_listed_by_local_part()
    {
        string[] names = ["a", "a+b", "a-b", "a/b", "b", "é"];
        foreach (var name in names.Reverse())
            await Directory.AddAsync(new AccountAddress(new Address(name, Domain), new AccountId(name)), CancellationToken.None);
        await Directory.AddAsync(new AccountAddress(new Address("c", "other." + Domain), new AccountId("c")), CancellationToken.None);

        var listed = await Directory.ListAsync(Domain, CancellationToken.None).Select(entry => entry.Address.LocalPart).ToListAsync();

        Assert.Equal(names, listed);
    }

    [Fact]
    public async Task An_account_has_credentials_by_name()
    {
        var (alice, bob) = (new AccountId($"alice/#?@{Domain}"), new AccountId($"bob@{Domain}"));
        var password = new Credential(Credential.Password, ScramVerifier.Create("one", iterations: 10));
        var app = new Credential("app-1", ScramVerifier.Create("two", iterations: 10));
        await Directory.SetCredentialAsync(alice, password, CancellationToken.None);
        await Directory.SetCredentialAsync(alice, app, CancellationToken.None);
        await Directory.SetCredentialAsync(bob, password, CancellationToken.None);
        await Directory.SetCredentialAsync(
            alice,
            password with
            {
                Verifier = ScramVerifier.Create("three", iterations: 10),
            },
            CancellationToken.None
        );

        var found = await Directory.FindCredentialsAsync(alice, CancellationToken.None);

        Assert.Equal(2, found.Length);
        Assert.True(found.Single(credential => credential.Name == "app-1").Verifier.Matches("two"));
        Assert.True(found.Single(credential => credential.Name == Credential.Password).Verifier.Matches("three"));
        await Directory.RemoveCredentialsAsync(alice, CancellationToken.None);
        Assert.Empty(await Directory.FindCredentialsAsync(alice, CancellationToken.None));
        Assert.Single(await Directory.FindCredentialsAsync(bob, CancellationToken.None));
    }

    [Fact]
    public async Task An_app_password_says_what_it_is_for_and_goes_alone()
    {
        var carol = new AccountId($"carol@{Domain}");
        var app = new Credential("app-2", ScramVerifier.Create("two", iterations: 10))
        {
            Label = "Phone, \"new\"",
            Scopes = MailServices.Imap | MailServices.Smtp,
            Created = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
        };
        await Directory.SetCredentialAsync(carol, app, CancellationToken.None);
        await Directory.SetCredentialAsync(carol, app with { Name = "app-3", Scopes = MailServices.All }, CancellationToken.None);

        var found = await Directory.FindCredentialsAsync(carol, CancellationToken.None);

        var two = found.Single(credential => credential.Name == "app-2");
        Assert.Equal((app.Label, app.Scopes, app.Created), (two.Label, two.Scopes, two.Created));
        Assert.Equal(app.Verifier.Parameters, two.Verifier.Parameters);
        Assert.Equal(MailServices.All, found.Single(credential => credential.Name == "app-3").Scopes);
        Assert.True(await Directory.RemoveCredentialAsync(carol, "app-2", CancellationToken.None));
        Assert.False(await Directory.RemoveCredentialAsync(carol, "app-2", CancellationToken.None));
        Assert.Equal("app-3", Assert.Single(await Directory.FindCredentialsAsync(carol, CancellationToken.None)).Name);
    }

    [Fact]
    public async Task A_legacy_secret_is_kept_apart_and_goes_alone_or_with_the_credentials()
    {
        var dave = new AccountId($"dave@{Domain}");
        var secret = LegacySecret.Create(dave.Value, "secret");
        Assert.Null(await Directory.FindLegacySecretAsync(dave, CancellationToken.None));
        await Directory.SetLegacySecretAsync(dave, secret, CancellationToken.None);
        var found = await Directory.FindLegacySecretAsync(dave, CancellationToken.None);
        Assert.Equal(secret.Sign("text"u8), found!.Sign("text"u8));
        Assert.Equal(secret.Digest.AsSpan(), found.Digest.AsSpan());
        Assert.Empty(await Directory.FindCredentialsAsync(dave, CancellationToken.None));
        Assert.True(await Directory.RemoveLegacySecretAsync(dave, CancellationToken.None));
        Assert.False(await Directory.RemoveLegacySecretAsync(dave, CancellationToken.None));
        await Directory.SetLegacySecretAsync(dave, secret, CancellationToken.None);
        await Directory.RemoveCredentialsAsync(dave, CancellationToken.None);
        Assert.Null(await Directory.FindLegacySecretAsync(dave, CancellationToken.None));
    }

    [Fact]
    public async Task The_key_of_made_up_salts_stays()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Directory.GetDecoyKeyAsync(CancellationToken.None).AsTask()));
        Assert.All(keys, key => Assert.Equal(keys[0].AsSpan(), key.AsSpan()));
        Assert.True(keys[0].Length >= 32);
    }

    private static DateTimeOffset Time(int seconds) => DateTimeOffset.FromUnixTimeSeconds(1_800_000_000 + seconds);
}
