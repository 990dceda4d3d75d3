using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Cli.Tests.Commands;

public sealed class UserTests
{
    private static readonly Address Carol = new("carol", "example.org");
    private static readonly AccountId CarolsAccount = new("carol@example.org");

    private readonly World world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_makes_mailboxes_address_and_the_password_from_the_standard_input()
    {
        (await world.RunAsync("domain", "add", "example.org")).Succeeded();
        var run = await world.RunWithInputAsync("s3cret pass\nmore\n", "user", "add", "Carol@Example.org", "--password-stdin");

        Assert.Equal("Added Carol@Example.org.\n", run.Succeeded().Output);
        Assert.Equal(new AccountId("carol@example.org"), await VerifyAsync("s3cret pass"));
        Assert.NotNull(await world.Mail.ReadAsync(new AccountId("carol@example.org"), StateDepth.Directory, Cancel));
    }

    [Fact]
    public async Task Add_generate_prints_a_password_that_opens_the_account()
    {
        await world.RunAsync("domain", "add", "example.org");
        var run = (await world.RunAsync("user", "add", "carol@example.org", "--generate")).Succeeded();

        var password = run.Output.Split('\n').Single(line => line.StartsWith("Password: ", StringComparison.Ordinal))[
            "Password: ".Length..
        ];
        Assert.Matches("^([a-z]{4}-){4}[a-z]{4}$", password);
        Assert.NotNull(await VerifyAsync(password));
    }

    [Fact]
    public async Task Add_to_a_domain_that_is_not_ours_names_the_command_that_adds_it() =>
        (await world.RunAsync("user", "add", "carol@example.org", "--generate")).Complained(1, "mailcloud domain add example.org");

    [Fact]
    public async Task Add_twice_fails_and_leaves_the_password()
    {
        await AddCarolAsync("first");
        (await world.RunWithInputAsync("second", "user", "add", "carol@example.org", "--password-stdin")).Complained(
            1,
            "carol@example.org is taken"
        );
        Assert.NotNull(await VerifyAsync("first"));
        Assert.Null(await VerifyAsync("second"));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n", "empty")]
    [InlineData("a\tb\n", "control characters")]
    public async Task A_password_that_nobody_could_use_is_refused(string input, string reason)
    {
        await world.RunAsync("domain", "add", "example.org");
        (await world.RunWithInputAsync(input, "user", "add", "carol@example.org", "--password-stdin")).Complained(2, reason);
        Assert.Null(await world.Directory.FindAsync(Carol, Cancel));
    }

    [Fact]
    public async Task Without_a_terminal_or_an_option_there_is_no_password_to_be_had()
    {
        await world.RunAsync("domain", "add", "example.org");
        (await world.RunAsync("user", "add", "carol@example.org")).Complained(2, "--password-stdin", "--generate");
    }

    [Fact]
    public async Task Passwd_replaces_the_password()
    {
        await AddCarolAsync("first");
        (await world.RunWithInputAsync("second", "user", "passwd", "carol@example.org", "--password-stdin")).Succeeded();
        Assert.Null(await VerifyAsync("first"));
        Assert.NotNull(await VerifyAsync("second"));
    }

    [Fact]
    public async Task Passwd_keeps_the_second_factor_and_ends_sessions()
    {
        await AddCarolAsync("first");
        await SecureAsync();
        (await world.RunWithInputAsync("second", "user", "passwd", "carol@example.org", "--password-stdin")).Succeeded();
        Assert.Null(await VerifyAsync("second"));
        Assert.NotNull(await VerifyAsync("second", MailServices.Web));
        Assert.NotEmpty((await world.Objects.ReadAsync(CarolsAccount, new ObjectKind("factors"), Cancel)).Objects);
        Assert.Empty((await world.Objects.ReadAsync(CarolsAccount, new ObjectKind("session"), Cancel)).Objects);
    }

    [Fact]
    public async Task Passwd_lets_an_owner_in_who_has_lost_the_second_factor()
    {
        await AddCarolAsync("first");
        await SecureAsync();
        (
            await world.RunWithInputAsync("second", "user", "passwd", "carol@example.org", "--password-stdin", "--reset-second-factor")
        ).Succeeded();
        Assert.NotNull(await VerifyAsync("second"));
        Assert.Empty((await world.Objects.ReadAsync(CarolsAccount, new ObjectKind("factors"), Cancel)).Objects);
    }

    [Fact]
    public async Task Passwd_of_nobody_fails() =>
        (await world.RunAsync("user", "passwd", "carol@example.org", "--generate")).Complained(1, "no account carol@example.org");

    [Fact]
    public async Task Remove_takes_address_credentials_mail_and_all_else()
    {
        await AddCarolAsync("first");
        await SecureAsync();
        (await world.RunAsync("user", "remove", "carol@example.org")).Succeeded();

        Assert.Null(await world.Directory.FindAsync(Carol, Cancel));
        Assert.Empty(await world.Directory.FindCredentialsAsync(new AccountId("carol@example.org"), Cancel));
        Assert.Null(await world.Mail.ReadAsync(new AccountId("carol@example.org"), StateDepth.Directory, Cancel));
        Assert.Empty(await world.Objects.ReadStatesAsync(CarolsAccount, Cancel));
        (await world.RunAsync("user", "remove", "carol@example.org")).Complained(1, "no account carol@example.org");
    }

    [Fact]
    public async Task List_shows_the_accounts_of_all_domains_or_of_one()
    {
        await AddCarolAsync("first");
        await world.RunAsync("domain", "add", "example.net");
        await world.RunAsync("user", "add", "dave@example.net", "--generate");
        await world.RunAsync("alias", "add", "all@example.net", "dave@example.net");

        Assert.Equal("dave@example.net\ncarol@example.org\n", (await world.RunAsync("user", "list")).Succeeded().Output);
        Assert.Equal("carol@example.org\n", (await world.RunAsync("user", "list", "example.org")).Succeeded().Output);
    }

    [Fact]
    public async Task An_app_password_is_shown_once_opens_its_services_and_can_be_taken_back()
    {
        await AddCarolAsync("first");
        var added = (
            await world.RunAsync("user", "app-password", "add", "carol@example.org", "--label", "phone", "--scope", "imap", "smtp")
        )
            .Succeeded()
            .Output;
        var password = added.Split('\n').Single(line => line.StartsWith("Password: ", StringComparison.Ordinal))["Password: ".Length..];
        Assert.Matches("^([a-z2-9]{4}-){5}[a-z2-9]{4}$", password);
        Assert.NotNull(await VerifyAsync(password, MailServices.Imap));
        Assert.NotNull(await VerifyAsync(password, MailServices.Smtp));
        Assert.Null(await VerifyAsync(password, MailServices.Pop3));
        Assert.NotNull(await VerifyAsync("first", MailServices.Pop3));

        var listed = (await world.RunAsync("user", "app-password", "list", "carol@example.org")).Succeeded().Output;
        Assert.Matches("^app-[a-z2-9]{6}\tsmtp, imap\t\\d{4}-\\d\\d-\\d\\d\tphone\n$", listed);
        Assert.DoesNotContain(password, listed, StringComparison.Ordinal);

        (await world.RunWithInputAsync("second", "user", "passwd", "carol@example.org", "--password-stdin")).Succeeded();
        Assert.NotNull(await VerifyAsync(password));
        Assert.Null(await VerifyAsync("first"));

        var name = listed.Split('\t')[0];
        (await world.RunAsync("user", "app-password", "revoke", "carol@example.org", name)).Succeeded();
        Assert.Null(await VerifyAsync(password));
        Assert.NotNull(await VerifyAsync("second"));
        (await world.RunAsync("user", "app-password", "revoke", "carol@example.org", name)).Complained(1, "no app password");
        // The password itself is no app password.
        (await world.RunAsync("user", "app-password", "revoke", "carol@example.org", "password")).Complained(1, "no app password");
    }

    [Fact]
    public async Task An_app_password_for_a_service_there_is_not_is_refused()
    {
        await AddCarolAsync("first");
        var run = await world.RunAsync("user", "app-password", "add", "carol@example.org", "--label", "phone", "--scope", "ftp");
        run.Complained(2, "'ftp' is no service");
    }

    [Fact]
    public async Task Legacy_mechanisms_are_for_who_asks_for_them_where_the_domain_allows_them()
    {
        await AddCarolAsync("first");
        var account = new AccountId("carol@example.org");
        string[] withThem = ["user", "passwd", "carol@example.org", "--password-stdin", "--legacy-mechanisms"];
        (await world.RunWithInputAsync("second", withThem)).Complained(1, "mailcloud domain set example.org --legacy-mechanisms on");
        Assert.Null(await world.Directory.FindLegacySecretAsync(account, Cancel));
        Assert.NotNull(await VerifyAsync("first"));

        Assert.Equal(0, (await world.RunAsync("domain", "set", "example.org", "--legacy-mechanisms", "on")).ExitCode);
        var changed = await world.RunWithInputAsync("second", withThem);
        Assert.Equal(0, changed.ExitCode);
        Assert.Contains("as good as the password", changed.Error, StringComparison.Ordinal);
        Assert.NotNull(await world.Directory.FindLegacySecretAsync(account, Cancel));

        (await world.RunAsync("domain", "set", "example.org", "--legacy-mechanisms", "off")).Succeeded();
        Assert.Null(await world.Directory.FindLegacySecretAsync(account, Cancel));
    }

    /// <summary>What the webmail leaves when somebody turns a second factor on.</summary>
    private async Task SecureAsync()
    {
        var credentials = new AccountCredentials(world.Directory, TimeProvider.System);
        await credentials.SetPasswordScopesAsync(CarolsAccount, MailServices.Web, Cancel);
        await world.Objects.TryCommitAsync(CarolsAccount, new ObjectKind("factors"), [new ObjectWrite("totp", new byte[1])], Cancel);
        await world.Objects.TryCommitAsync(CarolsAccount, new ObjectKind("session"), [new ObjectWrite("one", new byte[1])], Cancel);
        Assert.Null(await VerifyAsync("first"));
    }

    private async Task AddCarolAsync(string password)
    {
        (await world.RunAsync("domain", "add", "example.org")).Succeeded();
        (await world.RunWithInputAsync(password, "user", "add", "carol@example.org", "--password-stdin")).Succeeded();
    }

    private async Task<AccountId?> VerifyAsync(string password, MailServices service = MailServices.Imap)
    {
        var authenticator = new Authenticator(world.Directory, TimeProvider.System);
        return (await authenticator.VerifyAsync(new LoginOrigin(service, null), "carol@example.org", password, Cancel)).Account;
    }
}
