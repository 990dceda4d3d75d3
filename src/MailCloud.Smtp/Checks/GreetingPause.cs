using System.IO.Pipelines;
using System.Net;
using MailCloud.Mail.Limits;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Lets a stranger wait for the greeting. A server's program waits (RFC 5321 §4.3.1); programs that only throw mail at others often do not, and who speaks
/// before it is greeted is refused. Who has waited once need not wait again for a day. Likewise for the answer to EHLO, which alone says that commands may
/// follow each other unanswered (RFC 2920 §3.1).
/// </summary>
/// <param name="length">Zero: nobody waits, and still nobody speaks first.</param>
public sealed class GreetingPause(TimeSpan length, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private static readonly SmtpReply SpokeFirst = new(554, "5.5.1", "You spoke before you were greeted") { Closes = true };

    private static readonly SmtpReply SpokeOn = new(554, "5.5.1", "You spoke on before EHLO was answered") { Closes = true };

    private readonly Deadlines<IPNetwork> patient = new(time);

    /// <summary>Waits; the reply that ends the session, or null: the client was patient.</summary>
    /// <param name="input">What the client sends; nothing is taken from it.</param>
    internal async ValueTask<SmtpReply?> RefusalAsync(Client client, PipeReader input, CancellationToken cancellationToken)
    {
        if (client.Network is not { } network)
            return null;
        var wait = patient.IsPending(network) ? TimeSpan.Zero : length;
        if (await SpeaksWithinAsync(input, wait, cancellationToken))
            return SpokeFirst;
        patient.Set(network, time.GetUtcNow() + Memory);
        return null;
    }

    /// <summary>The reply that ends the session if the client did not wait for the answer to EHLO or HELO; null: it does.</summary>
    /// <param name="input">What the client has sent behind it; nothing is taken from it.</param>
    internal static SmtpReply? RefusalBehindHello(Client client, PipeReader input)
    {
        if (!client.IsStranger || !input.TryRead(out var read))
            return null;
        input.AdvanceTo(read.Buffer.Start);
        return read.Buffer.IsEmpty ? null : SpokeOn;
    }

    private async ValueTask<bool> SpeaksWithinAsync(PipeReader input, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!input.TryRead(out var read))
        {
            if (wait == TimeSpan.Zero)
                return false;
            using var over = new CancellationTokenSource(wait, time);
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
            try
            {
                read = await input.ReadAsync(limited.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
        input.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }
}
