using System.Text;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;
using MailCloud.Pop3.Commands;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Protocol.Telemetry;
using Microsoft.Extensions.Logging;

namespace MailCloud.Pop3;

/// <summary>
/// One client's session: reads commands, finds their rows in the table, and writes the responses they return. Responses leave when the client has no more
/// commands on the way (RFC 2449 §6.6). Whoever leaves without QUIT has deleted nothing (RFC 1939 §6).
/// </summary>
internal sealed class Pop3Session(Pop3Server server, IConnection connection) : IAsyncDisposable
{
    /// <summary>How long a last response may take to leave.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(10);

    // Started anew with each command and each flush.
    private readonly CancellationTokenSource idle = new(Timeout.InfiniteTimeSpan, server.Time);

    private IMaildropLease? lease;
    private Maildrop? maildrop;
    private int failedLogins;
    private int faults;
    private int linesBeforeLogin;

    public Pop3Server Server => server;

    public IConnection Connection => connection;

    public LineReader Lines { get; } = new(connection);

    /// <summary>The name that USER gave; null: none.</summary>
    public string? Name { get; set; }

    /// <summary>For waiting for the client: ends when it is silent for too long, and when the server stops.</summary>
    public CancellationToken Waiting { get; private set; }

    public States State => maildrop is null ? States.Authorization : States.Transaction;

    /// <summary>The open maildrop.</summary>
    /// <exception cref="InvalidOperationException">The session is in the AUTHORIZATION state.</exception>
    public Maildrop Maildrop => maildrop ?? throw new InvalidOperationException("Nobody has logged in.");

    /// <summary>Serves the client until one of the two ends it.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(shutdown, idle.Token);
        Waiting = waiting.Token;
        Lines.Flushing = idle.Token;
        try
        {
            connection.Output.WriteLine("+OK MailCloud is ready"u8);
            while (await ServeCommandAsync()) { }
        }
        // Not Waiting: a token linked to another one may be told after what waits for that one has gone on.
        catch (OperationCanceledException) when (idle.IsCancellationRequested || shutdown.IsCancellationRequested)
        {
            // RFC 1939 §3: a session that was idle for too long ends without a response.
            server.Logger.LogInformation("POP3 {Connection}: ended, the client was silent or the server stops", connection.Id);
            return;
        }
        using var farewell = new CancellationTokenSource(FarewellTime, server.Time);
        await connection.Output.FlushAsync(farewell.Token);
    }

    /// <summary>What a log-in leads to; if it succeeded, to an open maildrop.</summary>
    public async ValueTask<Pop3Reply> LogInAsync(SaslOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome.Status)
        {
            case SaslStatus.Authenticated:
                return await OpenAsync(outcome.Account!.Value, cancellationToken);
            case SaslStatus.Refused:
                failedLogins++;
                server.Logger.LogInformation("POP3 {Connection} {Client}: wrong password", connection.Id, connection.RemoteEndPoint);
                return Pop3Reply.WrongPassword;
            case SaslStatus.Unavailable:
                return Pop3Reply.TryLater;
            case SaslStatus.Cancelled:
                return Pop3Reply.Error("The log-in is cancelled");
            default:
                return Pop3Reply.Fault("That response is malformed");
        }
    }

    /// <summary>Whether the open maildrop is still this session's alone.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be found out now.</exception>
    public async ValueTask<bool> HoldsMaildropAsync(CancellationToken cancellationToken) =>
        lease is not null && await lease.ConfirmAsync(cancellationToken);

    /// <summary>Closes the maildrop, so that another session can have it.</summary>
    public async ValueTask CloseAsync()
    {
        if (lease is not null)
            await lease.DisposeAsync();
        lease = null;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        idle.Dispose();
    }

    private async ValueTask<Pop3Reply> OpenAsync(AccountId account, CancellationToken cancellationToken)
    {
        lease = await server.Maildrops.TryTakeAsync(account, cancellationToken);
        if (lease is null)
            return Pop3Reply.InUse;
        try
        {
            // Read under the lock, so that what the session before deleted is gone.
            var state = await server.Store.ReadAsync(account, StateDepth.Messages, cancellationToken);
            if (state?.Directory.Find(MailboxRole.Inbox) is not { } inbox)
                return Pop3Reply.NoAccount;
            maildrop = new Maildrop(account, inbox.Id, state.Messages(inbox.Id));
        }
        finally
        {
            if (maildrop is null)
                await CloseAsync();
        }
        server.Logger.LogInformation("POP3 {Connection} {Client}: {Account} logged in", connection.Id, connection.RemoteEndPoint, account);
        return Pop3Reply.Ok(maildrop.Describe());
    }

    /// <summary>Reads a command and responds; false: the session is over.</summary>
    private async ValueTask<bool> ServeCommandAsync()
    {
        Waiting.ThrowIfCancellationRequested();
        RestartIdle();
        var line = await Lines.ReadAsync(server.Options.MaxLine, Waiting);
        if (line.Status == LineStatus.EndOfInput)
            return false;

        var name = CommandTable.Find(new Pop3Reader(line.Text.Span).Word())?.Name ?? CommandTrace.Unknown;
        var trace = CommandTrace.Begin("pop3s", name);
        Pop3Reply reply;
        try
        {
            reply = await AnswerAsync(line, idle.Token);
        }
        catch
        {
            trace.End(CommandTrace.Lost);
            throw;
        }
        trace.End(
            reply.IsOk ? "ok"
            : reply.Code is { } code && code.StartsWith("SYS/", StringComparison.Ordinal) ? "failed"
            : "refused"
        );
        faults += reply.IsFault ? 1 : 0;
        linesBeforeLogin += State is States.Authorization ? 1 : 0;
        if (reply.Closes || HasHadEnough())
            return false;
        await Lines.FlushIfLargeAsync(idle.Token);
        return true;
    }

    /// <summary>Whether the client has sent as much as anybody may that does not log in, or cannot.</summary>
    private bool HasHadEnough() =>
        faults >= server.Options.MaxFaults
        || failedLogins >= server.Options.MaxFailedLogins
        || (State is States.Authorization && linesBeforeLogin >= server.Options.MaxLinesBeforeLogin);

    /// <summary>
    /// Executes a command and writes the response: the one place where exceptions become refusals. Once a message has begun to go out there is no taking
    /// back, and the connection breaks, so that the client does not take half for the whole.
    /// </summary>
    private async ValueTask<Pop3Reply> AnswerAsync(Line line, CancellationToken cancellationToken)
    {
        DotStuffer? writer = null;
        Pop3Reply reply;
        try
        {
            reply = await ExecuteAsync(line, cancellationToken);
            if (reply.Body is { } body)
            {
                writer = new DotStuffer(connection.Output, Encoding.ASCII.GetBytes(reply.FirstLine + "\r\n"), RestartIdle);
                await body(writer, cancellationToken);
                writer.End();
                return reply;
            }
        }
        catch (Exception e) when (writer is not { HasBegun: true } && RefusalOf(e) is { } refusal)
        {
            reply = refusal;
        }
        connection.Output.WriteText(reply.FirstLine);
        connection.Output.WriteCrlf();
        return reply;
    }

    private ValueTask<Pop3Reply> ExecuteAsync(Line line, CancellationToken cancellationToken)
    {
        switch (line.Status)
        {
            case LineStatus.TooLong:
                return new(Pop3Reply.Fault("That line is too long"));
            case LineStatus.BareCrOrLf:
                return new(Pop3Reply.Fault("That line has a CR or LF of its own"));
        }
        if (CommandTable.Find(new Pop3Reader(line.Text.Span).Word()) is not { } command)
            return new(Pop3Reply.Fault("There is no such command"));
        if ((command.States & State) == 0)
            return new(Pop3Reply.Fault(State == States.Authorization ? "Log in first" : "You have logged in already"));
        return command.RunAsync(line.Text.Span, this, cancellationToken);
    }

    private Pop3Reply? RefusalOf(Exception exception)
    {
        switch (exception)
        {
            case Pop3SyntaxException syntax:
                return Pop3Reply.Fault(syntax.Message);
            case StoreUnavailableException:
                server.Logger.LogWarning(exception, "POP3 {Connection}: storage does not answer", connection.Id);
                return Pop3Reply.TryLater;
            case MessageMissingException:
                server.Logger.LogError(exception, "POP3 {Connection}: a message is lost", connection.Id);
                return Pop3Reply.Broken("This message is lost");
            case UnknownAccountException:
                return Pop3Reply.NoAccount;
            default:
                return null;
        }
    }

    private void RestartIdle() =>
        idle.CancelAfter(State == States.Authorization ? server.Options.LoginTimeout : server.Options.IdleTimeout);
}
