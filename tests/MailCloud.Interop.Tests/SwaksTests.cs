using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>swaks, the SMTP tester that administrators reach for.</summary>
public sealed class SwaksTests(SharedProcess shared)
{
    private ReadyPorts Ports => shared.Service.Endpoints.Ports;

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task It_logs_in_and_sends(string mechanism) =>
        Assert.Contains(
            "<-  250",
            await SwaksAsync(
                0,
                "--port",
                $"{Ports.Submission}",
                "--tls",
                "--auth",
                mechanism,
                "--auth-user",
                SharedProcess.Alice,
                "--auth-password",
                "alice-secret",
                "--from",
                SharedProcess.Alice,
                "--to",
                SharedProcess.Bob
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task It_delivers_from_outside_with_starttls() =>
        Assert.Contains(
            "~  250",
            (
                await SwaksAsync(0, "--port", $"{Ports.Smtp}", "--tls", "--from", "someone@elsewhere.example", "--to", SharedProcess.Bob)
            ).Replace("<~", "~", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task It_is_not_relayed() =>
        Assert.Contains(
            "550 5.7.1",
            await SwaksAsync(24, "--port", $"{Ports.Smtp}", "--from", "someone@elsewhere.example", "--to", "other@elsewhere.example"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task It_is_told_of_an_unknown_address() =>
        Assert.Contains(
            "550 5.1.1",
            await SwaksAsync(24, "--port", $"{Ports.Smtp}", "--from", "someone@elsewhere.example", "--to", "nobody@example.test"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task It_cannot_log_in_without_tls() =>
        Assert.DoesNotContain(
            "AUTH",
            await SwaksAsync(0, "--port", $"{Ports.Submission}", "--quit-after", "EHLO"),
            StringComparison.Ordinal
        );

    private static async Task<string> SwaksAsync(int expected, params string[] arguments)
    {
        var (exitCode, output) = await Tool.RunAsync("swaks", ["--server", "localhost", .. arguments]);
        Assert.True(exitCode == expected, $"swaks ended with {exitCode}: {output}");
        return output;
    }
}
