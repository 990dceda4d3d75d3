using MailCloud.Testing;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>The scripts of a virtual machine, run with stand-ins for the programs that reach Azure, Podman and systemd.</summary>
public sealed class HostScriptTests : IDisposable
{
    /// <summary>Notes its arguments and what comes in, and answers with the file <c>NAME.answer</c>, if there is one.</summary>
    private const string StandIn = """
        #!/usr/bin/env bash
        echo "${0##*/} $*" >>"${0%/*}/calls"
        if [[ "$*" == *@-* || "$*" == *-stdin* ]]; then { cat; echo; } >>"${0%/*}/secrets"; fi
        case "$*" in
            *oauth2/exchange*) echo '{"refresh_token":"refresh-secret"}' ;;
            *identity/oauth2/token*) echo '{"access_token":"access-secret"}' ;;
            *) if [[ -e $0.answer ]]; then cat "$0.answer"; fi ;;
        esac
        [[ ! -e $0.fails ]]
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-host-");

    private string Calls => File.Exists(PathOf("calls")) ? File.ReadAllText(PathOf("calls")) : "";

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Podman_is_logged_in_with_the_machines_identity_and_no_token_is_an_argument()
    {
        var (exitCode, output) = await RunAsync("/usr/local/sbin/mailcloud-registry-login");

        Assert.True(exitCode == 0, output);
        var calls = Calls.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(
            "client_id=11111111-1111-1111-1111-111111111111",
            Assert.Single(calls, call => call.Contains("169.254.169.254", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Single(calls, call => call.EndsWith("https://registry.azurecr.io/oauth2/exchange", StringComparison.Ordinal));
        Assert.Single(
            calls,
            call =>
                call.StartsWith("podman login", StringComparison.Ordinal) && call.EndsWith("registry.azurecr.io", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("secret", Calls, StringComparison.Ordinal);
        Assert.Equal(
            ["access-secret", "refresh-secret"],
            await File.ReadAllLinesAsync(PathOf("secrets"), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Without_an_answer_of_Azure_nobody_is_logged_in()
    {
        Make("curl.fails", "");

        var (exitCode, _) = await RunAsync("/usr/local/sbin/mailcloud-registry-login");

        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("podman", Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_settings_are_kept_and_the_listener_restarted_once()
    {
        Make("curl.answer", Convert.ToBase64String("A=1\nB=2\n"u8));

        Assert.Equal(0, (await RunAsync("/usr/local/sbin/mailcloud-settings", "--restart")).ExitCode);
        Assert.Equal(0, (await RunAsync("/usr/local/sbin/mailcloud-settings", "--restart")).ExitCode);

        Assert.Equal("A=1\nB=2\n", await File.ReadAllTextAsync(PathOf("settings.env"), TestContext.Current.CancellationToken));
        Assert.Single(Calls.Split('\n'), call => call.StartsWith("systemctl restart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_that_get_the_settings_at_once_do_not_write_to_the_same_file()
    {
        // The other one has just begun.
        Make("settings.env.new", "A=");
        Make("curl.answer", Convert.ToBase64String("A=1\nB=2\n"u8));

        Assert.Equal(0, (await RunAsync("/usr/local/sbin/mailcloud-settings")).ExitCode);

        Assert.Equal("A=1\nB=2\n", await File.ReadAllTextAsync(PathOf("settings.env"), TestContext.Current.CancellationToken));
        Assert.Equal(
            ["settings.env", "settings.env.new"],
            folder.GetFiles("settings.*").Select(file => file.Name).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("curl.fails")]
    [InlineData("curl.answer")]
    public async Task Settings_that_cannot_be_had_leave_those_that_are_there(string how)
    {
        Make("settings.env", "A=1\n");
        Make(how, "");

        var (exitCode, _) = await RunAsync("/usr/local/sbin/mailcloud-settings", "--restart");

        Assert.NotEqual(0, exitCode);
        Assert.Equal("A=1\n", await File.ReadAllTextAsync(PathOf("settings.env"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("restart", Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_answers_is_left_alone()
    {
        Assert.Equal(0, (await RunAsync("/usr/local/sbin/mailcloud-health")).ExitCode);

        Assert.DoesNotContain("restart", Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_runs_and_does_not_answer_is_restarted()
    {
        Make("curl.fails", "");

        Assert.Equal(0, (await RunAsync("/usr/local/sbin/mailcloud-health")).ExitCode);

        Assert.Equal(3, Calls.Split('\n').Count(call => call.StartsWith("curl", StringComparison.Ordinal)));
        Assert.Contains("systemctl restart --no-block mailcloud.service", Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_has_ended_is_systemds_to_start()
    {
        Make("systemctl.fails", "");

        Assert.Equal(0, (await RunAsync("/usr/local/sbin/mailcloud-health")).ExitCode);

        Assert.DoesNotContain("curl", Calls, StringComparison.Ordinal);
        Assert.DoesNotContain("restart", Calls, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        string[] programs = ["curl", "podman", "systemctl", "sleep"];
        foreach (var program in programs)
            Make(program, StandIn);
        await Tool.SucceedAsync("chmod", ["+x", .. programs.Select(PathOf)]);
        Make("script", (await CloudInit.ReadAsync()).File(script).Content);
        string[] environment =
        [
            $"PATH={folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
            $"REGISTRY_AUTH_FILE={PathOf("registry.json")}",
            $"MAILCLOUD_SETTINGS={PathOf("settings.env")}",
        ];
        return await Tool.RunAsync("env", [.. environment, "bash", PathOf("script"), .. arguments]);
    }

    private void Make(string name, string content) => File.WriteAllText(PathOf(name), content);

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
