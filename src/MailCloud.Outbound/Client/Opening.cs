using System.Security.Authentication;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Client.Login;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Client;

/// <summary>A conversation that did not come to its first transaction.</summary>
/// <param name="Tls">Why TLS failed, if that was it. With <see cref="TlsLevel.Opportunistic"/> a new connection may go without.</param>
internal sealed record OpeningFailure(DeliveryAttempt Attempt, TlsFailure? Tls = null);

/// <summary>All that comes before the first transaction: greeting, EHLO, TLS, log-in.</summary>
/// <param name="clientName">Our own name for EHLO (RFC 5321 §4.1.1.1).</param>
internal sealed class Opening(Conversation conversation, NextHop hop, CertificateCheck check, string clientName)
{
    private SmtpTimeouts Timeouts => conversation.Timeouts;

    /// <summary>Null: the server waits for MAIL.</summary>
    public async ValueTask<OpeningFailure?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (hop.HasImplicitTls && await HandshakeAsync(cancellationToken) is { } noTls)
                return noTls;
            var greeting = await conversation.ReadAsync(Timeouts.Greeting, cancellationToken);
            if (!greeting.IsPositive)
                return Refused(greeting);
            return await HelloAsync(cancellationToken) ?? await StartTlsAsync(cancellationToken) ?? await LogInAsync(cancellationToken);
        }
        catch (ConversationException e)
        {
            return new OpeningFailure(Attempts.Lost(e, hop));
        }
    }

    private async ValueTask<OpeningFailure?> HelloAsync(CancellationToken cancellationToken)
    {
        var hello = await conversation.AskAsync($"EHLO {clientName}", Timeouts.Command, cancellationToken);
        if (hello.IsPositive)
        {
            conversation.Extensions = new ServerExtensions(hello.Lines.Skip(1));
            return null;
        }
        if (!hello.IsPermanentFailure)
            return Refused(hello);
        // RFC 5321 §3.2: a server that does not know EHLO.
        conversation.Extensions = ServerExtensions.None;
        var old = await conversation.AskAsync($"HELO {clientName}", Timeouts.Command, cancellationToken);
        return old.IsPositive ? null : Refused(old);
    }

    private async ValueTask<OpeningFailure?> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (hop.Policy.Level is TlsLevel.None || conversation.Connection.Tls is not null)
            return null;
        if (!conversation.Extensions.HasStartTls)
            return WithoutTls(Failed("4.7.4", "TLS is required, and the server does not offer it"));
        var reply = await conversation.AskAsync("STARTTLS", Timeouts.Command, cancellationToken);
        if (!reply.IsPositive)
            return WithoutTls(Attempts.From(reply, conversation, hop) with { Result = DeliveryResult.TemporaryFailure, Status = "4.7.4" });
        // RFC 3207 §4.2: what was said before counts for nothing any more.
        return await HandshakeAsync(cancellationToken) ?? await HelloAsync(cancellationToken);
    }

    private OpeningFailure? WithoutTls(DeliveryAttempt attempt) =>
        !conversation.IsUsable || hop.Policy.RequiresTls ? new OpeningFailure(attempt, TlsFailure.StartTlsNotSupported) : null;

    private async ValueTask<OpeningFailure?> HandshakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await conversation.WithinAsync(
                Timeouts.Handshake,
                async timer =>
                {
                    await conversation.Connection.StartTlsAsync(check.Options, timer.Token);
                    return true;
                },
                cancellationToken
            );
            conversation.IsVerified = check.IsVerified;
            return null;
        }
        catch (AuthenticationException)
        {
            var text = check.Failure is { } failure ? $"The server's certificate was refused: {failure}" : "The TLS handshake failed";
            return new OpeningFailure(Failed("4.7.5", text), check.Failure ?? TlsFailure.ValidationFailure);
        }
        catch (ConversationException e)
        {
            return new OpeningFailure(Attempts.Lost(e, hop), TlsFailure.ValidationFailure);
        }
    }

    private async ValueTask<OpeningFailure?> LogInAsync(CancellationToken cancellationToken)
    {
        if (hop.Credentials is null)
            return null;
        if (conversation.Connection.Tls is null && !hop.AllowsLoginInTheClear)
            return new OpeningFailure(Failed("4.7.11", "The password is not sent in the clear"));
        if (ClientMechanisms.Choose(conversation.Extensions.AuthMechanisms, hop.Credentials) is not var (name, mechanism))
            return new OpeningFailure(Failed("4.7.0", "The server offers no way to log in that we know"));

        var first = mechanism.Begin();
        var command = first is null ? $"AUTH {name}" : $"AUTH {name} {Convert.ToBase64String(first)}";
        var reply = await conversation.AskAsync(command, Timeouts.Command, cancellationToken);
        while (reply.Code is 334)
            reply = await conversation.AskAsync(AnswerTo(reply, mechanism), Timeouts.Command, cancellationToken);
        if (reply.IsPositive)
            return mechanism.IsComplete ? null : new OpeningFailure(Failed("4.7.0", "The server did not prove that it knows the password"));
        // A password can be put right, and until it is, no message should be lost for it.
        return new OpeningFailure(
            Attempts.From(reply, conversation, hop) with
            {
                Result = DeliveryResult.TemporaryFailure,
                Status = "4.7.8",
            }
        );
    }

    private static string AnswerTo(RemoteReply challenge, IClientMechanism mechanism)
    {
        var encoded = challenge.Text;
        var octets = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, octets, out var length)
            ? Convert.ToBase64String(mechanism.Answer(octets[..length]))
            : throw new ConversationException("4.5.0", "The server's challenge is not base64");
    }

    private OpeningFailure Refused(RemoteReply reply) => new(Attempts.From(reply, conversation, hop));

    private DeliveryAttempt Failed(string status, string text) =>
        new(DeliveryResult.TemporaryFailure, status, text) { RemoteHost = hop.Host };
}
