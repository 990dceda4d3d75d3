namespace MailCloud.Cli.Tests.Commands;

/// <summary>Bad command lines: exit code 2, and one line that names what to change and where the help is.</summary>
public sealed class UsageTests
{
    private readonly World world = new();

    [Theory]
    [InlineData("frobnicate", "frobnicate", "mailcloud --help")]
    [InlineData("user frobnicate", "frobnicate", "mailcloud user --help")]
    [InlineData("user add", "add", "mailcloud user add --help")]
    [InlineData("user add carol", "'carol' is not a mail address: write NAME@DOMAIN", "mailcloud user add --help")]
    [InlineData("user add carol@-.org", "'carol@-.org' is not a mail address", "mailcloud user add --help")]
    [InlineData("user add carol@example.org --password x", "--password", "mailcloud user add --help")]
    [InlineData("user add carol@example.org --generate --password-stdin", "exclude each other", "mailcloud user add --help")]
    [InlineData("user list --storage a --account-url https://a.blob.core.windows.net", "give one of them", "mailcloud user list --help")]
    [InlineData("user list --account-url https://a.example", "https://NAME.blob.core.windows.net", "mailcloud user list --help")]
    [InlineData("domain add ex_ample..org", "'ex_ample..org' is not a domain name", "mailcloud domain add --help")]
    [InlineData("alias add a@example.org", "add", "mailcloud alias add --help")]
    [InlineData("up --smtp 65536", "--smtp takes a number from 0 to 65535", "mailcloud up --help")]
    [InlineData("up --imaps many", "--imaps takes a number from 0 to 65535", "mailcloud up --help")]
    [InlineData("up --bind localhost", "'localhost' is not an IP address", "mailcloud up --help")]
    [InlineData("up --account alice@example.test", "NAME@DOMAIN:PASSWORD", "mailcloud up --help")]
    [InlineData("up --account alice:secret", "NAME@DOMAIN:PASSWORD", "mailcloud up --help")]
    public async Task A_bad_command_line_is_answered_with_one_line(string line, params string[] words)
    {
        var run = await world.RunAsync(line.Split(' '));
        run.Complained(2, words);
        Assert.Empty(world.Opened);
    }

    [Fact]
    public async Task A_password_is_not_repeated_in_an_error() =>
        Assert.DoesNotContain("sesame", (await world.RunAsync("up", "--account", "alice:sesame")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("--help", "up", "user", "alias", "domain")]
    [InlineData("up --help", "--data", "--bind", "--smtp", "--submission", "--submissions", "--imaps", "--pop3s", "--https", "--account")]
    [InlineData("user add --help", "--password-stdin", "--generate", "--storage", "--account-url", "--data")]
    public async Task Help_names_what_there_is(string line, params string[] words)
    {
        var run = await world.RunAsync(line.Split(' '));
        Assert.All(words, word => Assert.Contains(word, run.Succeeded().Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_storage_account_of_the_option_goes_before_that_of_the_environment()
    {
        (await world.RunAsync("domain", "list", "--storage", "other")).Succeeded();
        (await world.RunAsync("domain", "list")).Succeeded();
        (await world.RunAsync("domain", "list", "--account-url", "https://mail.blob.core.windows.net")).Succeeded();
        Assert.Equal(
            [
                new StorageAccount.WithConnectionString("other"),
                new StorageAccount.WithConnectionString(World.Storage),
                new StorageAccount.WithIdentity(new Uri("https://mail.blob.core.windows.net")),
            ],
            world.Opened
        );
    }

    [Fact]
    public async Task Without_any_storage_account_the_ways_to_name_one_are_named()
    {
        world.Variables.Clear();
        var nowhere = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        (await world.RunAsync("domain", "list", "--data", nowhere)).Complained(
            2,
            nowhere,
            "--storage",
            "--account-url",
            "MAILCLOUD_STORAGE",
            "mailcloud up"
        );
        Assert.False(Directory.Exists(nowhere));
    }
}
