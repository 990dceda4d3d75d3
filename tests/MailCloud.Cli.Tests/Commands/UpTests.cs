using System.Diagnostics;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Tests.Commands;

public sealed class UpTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-up-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_ready_file_tells_how_to_reach_all_that_answers()
    {
        await using var up = await UpProcess.StartAsync(folder.FullName, "--account", "carol@example.org:let me in");
        PrivateFiles.AssertPrivate(up.ReadyFile);

        Assert.Equal("127.0.0.1", (string?)up.Ready["host"]);
        Assert.True(File.Exists((string?)up.Ready["caFile"]));
        Assert.Equal(
            ["alice@example.test", "bob@example.test", "carol@example.org"],
            up.Ready["accounts"]!.AsArray().Select(account => (string?)account!["address"])
        );
        Assert.Equal("let me in", (string?)up.Ready["accounts"]![2]!["password"]);
        foreach (var service in new[] { "smtp", "submission", "submissions", "imaps", "pop3s", "https", "http" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", (int)up.Ready["ports"]![service]!, Cancel);
        }
        using var azurite = Process.GetProcessById(up.AzuriteId);
        Assert.Equal("node", azurite.ProcessName);
    }

    [Fact]
    public async Task What_it_shows_can_be_pasted_to_send_a_message_and_to_read_it()
    {
        await using var up = await UpProcess.StartAsync(folder.FullName);
        var read = await up.ReadLineAsync("imaps://");
        await ShellAsync(await up.ReadLineAsync("--mail-rcpt"));
        var message = "";
        for (var started = Stopwatch.GetTimestamp(); !message.Contains("It works.", StringComparison.Ordinal); )
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"not delivered: {message}");
            await Task.Delay(100, Cancel);
            message = await ShellAsync(read, mayFail: true);
        }
    }

    [Fact]
    public async Task Mail_programs_are_told_the_ports_it_really_has_and_profiles_are_signed()
    {
        await using var up = await UpProcess.StartAsync(folder.FullName);
        var (authority, ports) = ((string)up.Ready["caFile"]!, up.Ready["ports"]!);
        var origin = $"https://localhost:{ports["https"]}";
        var config = await ShellAsync(
            $"curl --silent --cacert '{authority}' '{origin}/mail/config-v1.1.xml?emailaddress=alice@example.test'"
        );
        foreach (var service in new[] { "imaps", "pop3s", "submissions", "submission" })
            Assert.Contains($"<port>{ports[service]}</port>", config, StringComparison.Ordinal);
        var profile = await ShellAsync(
            $"curl --silent --cacert '{authority}' '{origin}/mail/apple.mobileconfig?address=alice@example.test'"
                + $" | openssl cms -verify -inform DER -purpose any -CAfile '{authority}'"
        );
        Assert.Contains($"<integer>{ports["imaps"]}</integer>", profile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_and_passwords_survive_a_restart()
    {
        string first;
        await using (var up = await UpProcess.StartAsync(folder.FullName))
        {
            first = up.Ready["accounts"]!.ToJsonString();
            Assert.Equal(0, await up.StopAsync());
        }

        await using (var up = await UpProcess.StartAsync(folder.FullName, "--account", "bob@example.test:other"))
        {
            var (alice, bob) = (up.Ready["accounts"]![0]!, up.Ready["accounts"]![1]!);
            Assert.Contains(alice.ToJsonString(), first, StringComparison.Ordinal);
            Assert.Equal("other", (string?)bob["password"]);
        }
    }

    [Fact]
    public async Task A_stop_takes_azurite_and_the_announcement_along()
    {
        await using var up = await UpProcess.StartAsync(folder.FullName);
        using var azurite = Process.GetProcessById(up.AzuriteId);
        Assert.Equal(0, await up.StopAsync());

        Assert.True(azurite.HasExited);
        var world = new World();
        world.Variables.Clear();
        (await world.RunAsync("user", "list", "--data", Data)).Complained(2, $"no `mailcloud up` runs on {Data}");
    }

    [Fact]
    public async Task Azurite_dies_with_a_killed_parent_and_saves_what_it_acknowledged()
    {
        await using (var up = await UpProcess.StartAsync(folder.FullName))
        {
            var container = new BlobContainerClient(up.Storage, "kept");
            await container.CreateAsync(cancellationToken: Cancel);
            await container.UploadBlobAsync("a", BinaryData.FromString("hello"), Cancel);
            using var azurite = Process.GetProcessById(up.AzuriteId);
            await up.KillAsync();
            await azurite.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        }

        await using var again = await UpProcess.StartAsync(folder.FullName);
        var blob = new BlobClient(again.Storage, "kept", "a");
        Assert.Equal("hello", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task Commands_find_the_storage_of_the_instance_that_runs_on_the_folder()
    {
        await using var up = await UpProcess.StartAsync(folder.FullName);
        var world = new World();
        world.Variables.Clear();
        world.Variables["MAILCLOUD_DATA"] = Data;
        (await world.RunAsync("domain", "list")).Succeeded();
        Assert.Equal([new StorageAccount.WithConnectionString(up.Storage)], world.Opened);
    }

    [Fact]
    public async Task A_password_that_was_changed_since_is_not_shown_and_not_set_back()
    {
        await using (var up = await UpProcess.StartAsync(folder.FullName))
        {
            await using var accounts = await StorageAccount.OpenAccountsAsync(new StorageAccount.WithConnectionString(up.Storage), Cancel);
            Assert.NotNull(await accounts.Directory.FindAsync(new Address("alice", "example.test"), Cancel));
            await accounts.SetPasswordAsync(new("alice@example.test"), "changed", Cancel);
        }

        await using var again = await UpProcess.StartAsync(folder.FullName);
        Assert.Null((string?)again.Ready["accounts"]![0]!["password"]);
        Assert.Equal("alice@example.test\t(changed since)", await again.ReadLineAsync("alice@example.test"));
    }

    [Fact]
    public async Task A_second_one_on_the_same_folder_is_refused()
    {
        await using var up = await UpProcess.StartAsync(folder.FullName);
        (await new World().RunAsync("up", "--data", Data)).Complained(2, Data, "--data");
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("https")]
    public async Task A_taken_port_is_named_with_its_option_before_anything_starts(string service)
    {
        using var taken = TakenPort.At();
        var world = new World();
        (await world.RunAsync("up", "--data", Data, $"--{service}", $"{taken.Number}")).Complained(
            2,
            $"Port {taken.Number}",
            $"--{service}"
        );
        Assert.False(Directory.Exists(Path.Combine(Data, "azurite")));
    }

    [Fact]
    public async Task Two_options_cannot_ask_for_one_port() =>
        (await new World().RunAsync("up", "--data", Data, "--smtp", "2993")).Complained(2, "--smtp", "--imaps", "2993");

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Data, "a file", Cancel);
        (await new World().RunAsync("up", "--data", Data)).Complained(2, Data, "--data");
    }

    private string Data => Path.Combine(folder.FullName, "data");

    private static async Task<string> ShellAsync(string line, bool mayFail = false)
    {
        var start = new ProcessStartInfo("bash", ["-c", line])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync(Cancel);
        var output = await shell.StandardOutput.ReadToEndAsync(Cancel);
        await shell.WaitForExitAsync(Cancel);
        Assert.True(mayFail || shell.ExitCode == 0, await error);
        return output;
    }
}
