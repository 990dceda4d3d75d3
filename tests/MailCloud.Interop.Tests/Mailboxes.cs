using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Security;

namespace MailCloud.Interop.Tests;

/// <summary>MailKit's clients, connected to the service and logged in.</summary>
internal static class Mailboxes
{
    public static async Task<ImapClient> ImapAsync(MailProcess service, string account)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Imaps, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(account));
        return client;
    }

    public static async Task<Pop3Client> Pop3Async(MailProcess service, string account)
    {
        var client = new Pop3Client { ServerCertificateValidationCallback = service.IsTrusted };
        await client.ConnectAsync("localhost", service.Endpoints.Ports.Pop3s, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(service.Login(account));
        return client;
    }

    /// <summary>Waits until INBOX has at least <paramref name="count"/> messages, or for <paramref name="limit"/>.</summary>
    public static async Task<int> WaitForMessagesAsync(ImapClient client, int count, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly, timeout.Token);
        while (client.Inbox.Count < count && !timeout.IsCancellationRequested)
        {
            await Task.Delay(50, CancellationToken.None);
            await client.NoOpAsync(CancellationToken.None);
        }
        return client.Inbox.Count;
    }

    public static async Task<byte[]> BytesAsync(this Stream stream)
    {
        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            return bytes.ToArray();
        }
    }
}
