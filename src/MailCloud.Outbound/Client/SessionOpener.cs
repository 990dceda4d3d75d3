using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;
using MailCloud.Outbound.Security.Reporting;

namespace MailCloud.Outbound.Client;

/// <summary>Connects, and brings the conversation to its first transaction.</summary>
internal sealed class SessionOpener(IConnector connector, SessionOptions options, ITlsObserver observer, TimeProvider time)
{
    /// <summary>A new session. Where the policy leaves it open, a server whose TLS does not work is spoken to without (RFC 7435 §3).</summary>
    public async ValueTask<SessionResult> OpenAsync(NextHop hop, CancellationToken cancellationToken)
    {
        var result = await TryAsync(hop, cancellationToken);
        if (hop.Policy.Level is TlsLevel.Opportunistic && result.Failure is { Tls: not null })
            result = await TryAsync(hop with { Policy = hop.Policy with { Level = TlsLevel.None } }, cancellationToken);
        return result;
    }

    private async ValueTask<SessionResult> TryAsync(NextHop hop, CancellationToken cancellationToken)
    {
        var conversation = await ConnectAsync(hop, cancellationToken);
        if (conversation is null)
            return new SessionResult(null, NotReached(hop));
        var isReady = false;
        try
        {
            var check = new CertificateCheck(hop.Policy, hop.Host, options.Authorities);
            var failure = await new Opening(conversation, hop, check, options.ClientName).RunAsync(cancellationToken);
            await ReportAsync(hop, conversation, failure?.Tls ?? check.Failure ?? hop.Policy.Fault, failure, cancellationToken);
            isReady = failure is null;
            return new SessionResult(isReady ? new Session(conversation, hop) : null, failure);
        }
        finally
        {
            if (!isReady)
                await conversation.QuitAsync();
        }
    }

    // Null: the server could not be reached.
    private async ValueTask<Conversation?> ConnectAsync(NextHop hop, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeouts.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return new Conversation(await connector.ConnectAsync(hop.EndPoint, either.Token), options.Timeouts, time);
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static OpeningFailure NotReached(NextHop hop) =>
        new(new DeliveryAttempt(DeliveryResult.TemporaryFailure, "4.4.1", $"No connection to {hop}") { RemoteHost = hop.Host });

    private async ValueTask ReportAsync(
        NextHop hop,
        Conversation conversation,
        TlsFailure? tlsFailure,
        OpeningFailure? failure,
        CancellationToken cancellationToken
    )
    {
        // A server that would not talk at all says nothing about its TLS.
        var wasTried = conversation.Connection.Tls is not null || tlsFailure is not null;
        if (wasTried || failure is null)
            await observer.ObserveAsync(hop, tlsFailure ?? (wasTried ? null : TlsFailure.StartTlsNotSupported), cancellationToken);
    }
}
