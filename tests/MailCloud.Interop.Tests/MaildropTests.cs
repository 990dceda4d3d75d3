using System.Diagnostics;
using System.Text;
using MailCloud.Testing;
using MailKit;
using MailKit.Net.Pop3;
using MailKit.Security;

namespace MailCloud.Interop.Tests;

/// <summary>Two listeners on one storage account: a maildrop is one session's among both, and a listener that is killed keeps nobody out for long.</summary>
public sealed class MaildropTests
{
    private const string Account = "maildrop@example.test";

    /// <summary>A lease and a half, and what a loaded machine takes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_maildrop_is_one_sessions_among_two_listeners_and_free_when_its_listener_died()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var (first, second) = (Directory.CreateTempSubdirectory("mailcloud-up-"), Directory.CreateTempSubdirectory("mailcloud-up-"));
        try
        {
            await using var dying = await StartAsync(first, azurite.ConnectionString);
            await using var living = await StartAsync(second, azurite.ConnectionString);
            using (var session = await Mailboxes.Pop3Async(dying, Account))
            {
                Assert.Contains("-ERR [IN-USE]", await RefusalAsync(living), StringComparison.Ordinal);
                await session.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);
            }
            using (var next = await Mailboxes.Pop3Async(living, Account))
                await next.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);

            using var lost = await Mailboxes.Pop3Async(dying, Account);
            await dying.KillAsync();
            using var heir = await WaitForMaildropAsync(living);
            Assert.Equal(0, heir.Count);
        }
        finally
        {
            first.Delete(recursive: true);
            second.Delete(recursive: true);
        }
    }

    private static Task<MailProcess> StartAsync(DirectoryInfo data, string storage) =>
        MailProcess.StartAsync(data, "--storage", storage, "--account", $"{Account}:maildrop-secret");

    private static async Task<Pop3Client> WaitForMaildropAsync(MailProcess service)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await Mailboxes.Pop3Async(service, Account);
            }
            catch (AuthenticationException) when (clock.Elapsed < Limit)
            {
                await Task.Delay(500, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>What the server says to a log-in that it refuses.</summary>
    private static async Task<string> RefusalAsync(MailProcess service)
    {
        using var wire = new MemoryStream();
        using (var client = new Pop3Client(new ProtocolLogger(wire, leaveOpen: true)))
        {
            client.ServerCertificateValidationCallback = service.IsTrusted;
            await client.ConnectAsync("localhost", service.Endpoints.Ports.Pop3s, SecureSocketOptions.SslOnConnect);
            await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(service.Login(Account)));
        }
        return Encoding.UTF8.GetString(wire.ToArray());
    }
}
