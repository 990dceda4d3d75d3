using MailCloud.Testing;

namespace MailCloud.Infra.Tests.Hosts;

public class CloudInitTests
{
    private const string Container = "/etc/containers/systemd/mailcloud.container";

    /// <summary>What Podman 4.9, which Ubuntu 24.04 has, knows of what we use. A key that it does not know would leave the machine without a listener.</summary>
    private static readonly string[] KnownKeys =
    [
        "ContainerName",
        "Image",
        "AutoUpdate",
        "EnvironmentFile",
        "PublishPort",
        "ReadOnly",
        "NoNewPrivileges",
        "DropCapability",
        "PodmanArgs",
    ];

    [Fact]
    public async Task Every_script_is_one_that_bash_can_read_and_every_other_file_is_not_executable()
    {
        var files = (await CloudInit.ReadAsync()).WriteFiles;

        Assert.Equal(3, files.Count(file => file.IsScript));
        foreach (var file in files)
        {
            Assert.Equal(file.IsScript ? "0755" : "0644", file.Permissions);
            if (file.IsScript)
                await Tool.SucceedAsync("bash", ["-n"], file.Content);
        }
    }

    [Fact]
    public async Task No_placeholder_is_left_and_nothing_that_is_run_is_missing()
    {
        var cloudInit = await CloudInit.ReadAsync();

        Assert.DoesNotContain(cloudInit.WriteFiles, file => file.Content.Contains("{{", StringComparison.Ordinal));
        var named =
            from file in cloudInit.WriteFiles
            from line in file.Content.Split('\n')
            where line.StartsWith("Exec", StringComparison.Ordinal)
            select line.Split('=', 2)[1].TrimStart('-').Split(' ')[0];
        Assert.Empty(named.Except(cloudInit.WriteFiles.Select(file => file.Path), StringComparer.Ordinal));
        Assert.Contains("podman", cloudInit.Packages);
        Assert.Contains("jq", cloudInit.Packages);
    }

    [Fact]
    public async Task The_container_has_the_five_ports_and_its_health_is_for_the_machine_alone()
    {
        var unit = Section(await CloudInit.ReadAsync(), "Container");

        Assert.Equal(
            ["25:2525", "465:2465", "587:2587", "993:2993", "995:2995", "127.0.0.1:8080:8080"],
            unit.Where(setting => setting.Key is "PublishPort").Select(setting => setting.Value)
        );
    }

    [Fact]
    public async Task The_container_may_write_nothing_and_has_no_privileges()
    {
        var unit = Section(await CloudInit.ReadAsync(), "Container");

        Assert.Contains(("ReadOnly", "true"), unit);
        Assert.Contains(("NoNewPrivileges", "true"), unit);
        Assert.Contains(("DropCapability", "all"), unit);
        Assert.Empty(unit.Select(setting => setting.Key).Except(KnownKeys, StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_image_is_the_registrys_and_new_ones_are_looked_for_with_a_new_log_in()
    {
        var cloudInit = await CloudInit.ReadAsync();

        Assert.Contains(("Image", "registry.azurecr.io/mailcloud/listener:latest"), Section(cloudInit, "Container"));
        Assert.Contains(("AutoUpdate", "registry"), Section(cloudInit, "Container"));
        Assert.Contains(
            "ExecStartPre=/usr/local/sbin/mailcloud-registry-login",
            cloudInit.File("/etc/systemd/system/podman-auto-update.service.d/mailcloud.conf").Content,
            StringComparison.Ordinal
        );
        Assert.Contains(cloudInit.RunCommands, command => command.Contains("podman-auto-update.timer"));
    }

    [Fact]
    public async Task The_listener_is_started_again_for_as_long_as_it_takes()
    {
        var cloudInit = await CloudInit.ReadAsync();

        Assert.Contains(("Restart", "always"), Section(cloudInit, "Service"));
        Assert.Contains(("StartLimitIntervalSec", "0"), Section(cloudInit, "Unit"));
    }

    [Fact]
    public async Task Systemd_takes_the_timer_and_its_service()
    {
        var cloudInit = await CloudInit.ReadAsync();
        var folder = Directory.CreateTempSubdirectory("mailcloud-units-");
        try
        {
            string[] units = ["mailcloud-watch.service", "mailcloud-watch.timer"];
            foreach (var unit in units)
                // The scripts that they run are not on this machine.
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, unit),
                    cloudInit
                        .File($"/etc/systemd/system/{unit}")
                        .Content.Replace("/usr/local/sbin/", "/usr/bin/env ", StringComparison.Ordinal)
                );
            var said = await Tool.SucceedAsync(
                "systemd-analyze",
                ["verify", "--man=no", .. units.Select(unit => Path.Combine(folder.FullName, unit))]
            );
            Assert.DoesNotContain("mailcloud", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<(string Key, string Value)> Section(CloudInit cloudInit, string name) =>
        [
            .. cloudInit
                .File(Container)
                .Content.Split('\n')
                .SkipWhile(line => line != $"[{name}]")
                .Skip(1)
                .TakeWhile(line => !line.StartsWith('['))
                .Where(line => line.Contains('=') && !line.StartsWith('#'))
                .Select(line => line.Split('=', 2))
                .Select(parts => (parts[0], parts[1])),
        ];
}
