using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailCloud.Local;

namespace MailCloud.Cli.Costs.Measuring;

/// <summary>A client of one of the listener's ports that says lines and reads answers.</summary>
internal sealed class LineClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Stream stream;
    private readonly StreamReader reader;
    private int tag;

    private LineClient(Stream stream)
    {
        this.stream = stream;
        reader = new StreamReader(stream, Encoding.Latin1);
    }

    /// <param name="trust">Whose certificates are believed; null: without TLS.</param>
    public static async Task<LineClient> ConnectAsync(int port, LocalCertificates? trust, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        Stream plain = new NetworkStream(socket, ownsSocket: true);
        if (trust is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(trust.CaFile);
            var tls = new SslStream(plain);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy },
                cancel
            );
            plain = tls;
        }
        return new LineClient(plain);
    }

    public async Task SayAsync(string line, CancellationToken cancel) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), cancel);

    /// <summary>Reads lines up to one that begins so.</summary>
    /// <exception cref="InvalidDataException">The server closes first, or takes too long.</exception>
    public async Task<string> ReadToAsync(string beginning, CancellationToken cancel)
    {
        var last = "nothing";
        while (await ReadAsync(cancel) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
            last = $"'{line}'";
        }
        throw new InvalidDataException($"A server said {last} where an answer '{beginning}' was due.");
    }

    /// <summary>An SMTP or POP3 command, and its answer of one line.</summary>
    public async Task AskAsync(string line, string answer, CancellationToken cancel)
    {
        await SayAsync(line, cancel);
        await ReadToAsync(answer, cancel);
    }

    /// <summary>An IMAP command that has to succeed (RFC 9051 §2.2).</summary>
    public async Task CommandAsync(string line, CancellationToken cancel)
    {
        var own = $"a{++tag}";
        await SayAsync($"{own} {line}", cancel);
        await ReadToAsync($"{own} OK", cancel);
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
    }

    /// <summary>The next line; null: there is no more, or not in time.</summary>
    private async Task<string?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await reader.ReadLineAsync(cancel).AsTask().WaitAsync(Limit, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
