using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Functions.Tests.MiniHost;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace MailCloud.Functions.Tests.Cloud;

/// <summary>Ann, and those who write to her, at a listener of the deployment.</summary>
internal sealed class MailUser(CloudDeployment cloud, ListenerProcess listener)
{
    public const string Password = "a good password";
    private const string Text = "Without a key.";
    private static readonly string Address = $"ann@{CloudDeployment.Domain}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends her a message from elsewhere.</summary>
    /// <exception cref="SmtpCommandException">It is refused.</exception>
    public async Task SendAsync(string subject)
    {
        using var smtp = new SmtpClient { ServerCertificateValidationCallback = IsTrusted };
        await smtp.ConnectAsync("localhost", listener.Smtp, SecureSocketOptions.StartTls, Cancel);
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Bob", "bob@elsewhere.test"));
        message.To.Add(new MailboxAddress("Ann", Address));
        message.Subject = subject;
        message.Body = new TextPart("plain") { Text = Text };
        await smtp.SendAsync(message, Cancel);
    }

    /// <summary>Waits for the message over IMAP, reads it, and moves it to another mailbox.</summary>
    public async Task ReadAsync(string subject)
    {
        using var imap = new ImapClient { ServerCertificateValidationCallback = IsTrusted };
        await imap.ConnectAsync("localhost", listener.Imaps, SecureSocketOptions.SslOnConnect, Cancel);
        await imap.AuthenticateAsync(Address, Password, Cancel);
        await imap.Inbox.OpenAsync(FolderAccess.ReadWrite, Cancel);
        await Eventually.AsyncTrue(
            async () =>
            {
                await imap.NoOpAsync(Cancel);
                return imap.Inbox.Count > 0;
            },
            $"a message in the inbox; the listener says:\n{listener.Output}"
        );
        var uid = Assert.Single(await imap.Inbox.SearchAsync(SearchQuery.SubjectContains(subject), Cancel));
        using var message = await imap.Inbox.GetMessageAsync(uid, Cancel);
        Assert.Equal(Text, message.TextBody?.Trim());
        var kept = await imap.GetFolder(imap.PersonalNamespaces[0]).CreateAsync("Kept", isMessageFolder: true, Cancel);
        await imap.Inbox.MoveToAsync(uid, kept!, Cancel);
        await imap.DisconnectAsync(quit: true, Cancel);
    }

    /// <summary>How many messages POP3 shows her.</summary>
    public async Task<int> CountAsync()
    {
        using var pop3 = new Pop3Client { ServerCertificateValidationCallback = IsTrusted };
        await pop3.ConnectAsync("localhost", listener.Pop3s, SecureSocketOptions.SslOnConnect, Cancel);
        await pop3.AuthenticateAsync(Address, Password, Cancel);
        return pop3.Count;
    }

    /// <summary>Trusts the deployment's authority and nobody else.</summary>
    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.ImportFromPemFile(cloud.Certificates.CaFile);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0
            && own.Build(X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData()));
    }
}
