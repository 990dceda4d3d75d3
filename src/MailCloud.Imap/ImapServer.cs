using MailCloud.Imap.Search;
using MailCloud.Imap.Session;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using Microsoft.Extensions.Logging;

namespace MailCloud.Imap;

/// <summary>The IMAP engine: what its sessions share. It has no sockets and no storage of its own.</summary>
public sealed class ImapServer(
    IMailStore store,
    SaslMechanisms mechanisms,
    TimeProvider time,
    ILogger<ImapServer> logger,
    ImapOptions? options = null
)
{
    private const int SearchesOfAccount = 2;

    public IMailStore Store { get; } = store;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public ImapOptions Options { get; } = options ?? new ImapOptions();

    /// <summary>What is known of the messages' texts.</summary>
    public ITextIndex TextIndex { get; init; } = NoTextIndex.Instance;

    /// <summary>What is switched off for which domain; null: nothing.</summary>
    public CapabilitySwitches? Switches { get; init; }

    /// <summary>Which limits hold for whom; the store sees that they do.</summary>
    public QuotaPolicy Quotas { get; init; } = QuotaPolicy.None;

    internal SearchTurns Searches { get; } = new(SearchesOfAccount);

    internal SaslMechanisms Mechanisms { get; } = mechanisms;

    /// <summary>Serves one client until it leaves, is thrown out, or <paramref name="stopping"/> is cancelled; then it is told BYE.</summary>
    /// <exception cref="IOException">The client has gone in the middle of a command.</exception>
    public async Task ServeAsync(IConnection connection, CancellationToken stopping)
    {
        await Mechanisms.RefreshAsync(stopping);
        await using var compressible = new CompressibleConnection(connection);
        using var session = new ImapSession(this, compressible, stopping);
        await new SessionLoop(session).RunAsync();
    }
}
