using System.Diagnostics.CodeAnalysis;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace MailCloud.Cli.Probes;

/// <summary>Asks a port of the mail server as a mail program does: connection, TLS, greeting, and a log-in where somebody is named.</summary>
internal sealed class PortProbe(ProbeTarget target, TimeProvider time)
{
    public Task<ProbeResult[]> RunAsync(CancellationToken cancel)
    {
        var ports = target.Ports;
        return Task.WhenAll(
            AskAsync("smtp", ports.Smtp, SecureSocketOptions.StartTls, () => new SmtpClient(), account: null, target.Shortcoming, cancel),
            AskAsync(
                "submission",
                ports.Submission,
                SecureSocketOptions.StartTls,
                () => new SmtpClient(),
                target.Account,
                Mark.Bad,
                cancel
            ),
            AskAsync(
                "submissions",
                ports.Submissions,
                SecureSocketOptions.SslOnConnect,
                () => new SmtpClient(),
                target.Account,
                Mark.Bad,
                cancel
            ),
            AskAsync("imaps", ports.Imaps, SecureSocketOptions.SslOnConnect, () => new ImapClient(), target.Account, Mark.Bad, cancel),
            AskAsync("pop3s", ports.Pop3s, SecureSocketOptions.SslOnConnect, () => new Pop3Client(), target.Account, Mark.Bad, cancel)
        );
    }

    /// <summary>A client that has shaken hands with a server whose certificate is in order, and has logged in.</summary>
    /// <exception cref="AuthenticationException">The server does not let the account in, or is none to tell a password to.</exception>
    public async Task<TClient> EnterAsync<TClient>(Func<TClient> create, int port, ProbeAccount account, CancellationToken cancel)
        where TClient : MailService
    {
        var witness = new TlsWitness(target, time);
        var client = create();
        try
        {
            await ConnectAsync(client, witness, port, SecureSocketOptions.SslOnConnect, cancel);
            if (witness.Problem is { } problem)
                throw new AuthenticationException($"no password was sent: of the certificate, {problem}");
            await client.AuthenticateAsync($"{account.Address}", account.Password, cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private Task<ProbeResult> AskAsync(
        string what,
        int port,
        SecureSocketOptions security,
        Func<MailService> create,
        ProbeAccount? account,
        Mark failure,
        CancellationToken cancel
    ) =>
        Asking.RunAsync(
            $"{what} {port}",
            failure,
            Asking.Patience,
            time,
            async limited =>
            {
                var witness = new TlsWitness(target, time);
                using var client = create();
                await ConnectAsync(client, witness, port, security, limited);
                var mark =
                    witness.IsLasting ? Mark.Good
                    : witness.Problem is null ? Mark.Doubtful
                    : target.Shortcoming;
                var detail = $"{Version(client)}, {witness.Description}";
                if (account is not null && witness.Problem is not null)
                    detail += "; no password was sent";
                else if (account is not null)
                {
                    await client.AuthenticateAsync($"{account.Address}", account.Password, limited);
                    detail += $"; {account.Address} is let in";
                }
                await client.DisconnectAsync(quit: true, limited);
                return (mark, detail);
            },
            cancel
        );

    [SuppressMessage(
        "Security",
        "CA5359:Do Not Disable Certificate Validation",
        Justification = "The witness judges the certificate; a handshake that broke off could not be told about. Nothing secret follows one that it finds fault with."
    )]
    private async Task ConnectAsync(
        MailService client,
        TlsWitness witness,
        int port,
        SecureSocketOptions security,
        CancellationToken cancel
    )
    {
        client.ServerCertificateValidationCallback = witness.Look;
        client.CheckCertificateRevocation = false;
        var socket = await Asking.ConnectAsync(target, target.Host, port, cancel);
        await client.ConnectAsync(socket, target.Host, port, security, cancel);
    }

    private static string Version(MailService client) =>
        $"{client.SslProtocol}".Replace("Tls1", "TLS 1.", StringComparison.Ordinal) switch
        {
            "TLS 1." => "TLS 1.0",
            var version => version,
        };
}
