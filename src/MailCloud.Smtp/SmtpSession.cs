using System.Buffers;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Protocol.Telemetry;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Commands;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp;

/// <summary>
/// One client's session: reads commands, finds their rows in the table, and writes the replies they return. Replies leave when the client has no more
/// commands on the way (RFC 2920 §3.2). Whatever the client sends, the session holds no more of it than a line and a transaction's addresses.
/// </summary>
internal sealed class SmtpSession(SmtpServer server, IConnection connection) : IAsyncDisposable
{
    /// <summary>How long a last reply may take to leave.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(10);

    private readonly SessionLog log = new(server.Logger, connection);

    // Started anew with each command and each piece of a message.
    private readonly CancellationTokenSource idle = new(Timeout.InfiniteTimeSpan, server.Time);

    private readonly Standing standing = server.Options.StandingOf(connection.RemoteEndPoint?.Address);

    private bool isRefused;
    private bool isExtended;
    private int errors;

    public SmtpOptions Options => server.Options;

    public SmtpChecks Checks => server.Checks;

    public SaslMechanisms Mechanisms => server.Mechanisms;

    public IConnection Connection => connection;

    public LineReader Lines { get; private set; } = new(connection);

    /// <summary>The client's own name; null: not said yet.</summary>
    public string? Hello { get; private set; }

    /// <summary>Null: not authenticated.</summary>
    public AccountId? Account { get; set; }

    public int FailedLogins { get; set; }

    /// <summary>Null: none under way.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>Whether the client may ask that its message travels in verified TLS only: it came so, and so it can leave (RFC 8689 §2).</summary>
    public bool CanRequireTls => Options.OutboundConfigured && connection.Tls is not null;

    public Client Client => new(connection.RemoteEndPoint, connection.Tls, Hello, Account) { Standing = standing };

    public States State =>
        (isRefused, Hello, Transaction) switch
        {
            (true, _, _) => States.Refused,
            (_, null, _) => States.Connected,
            (_, _, null) => States.Greeted,
            (_, _, { Chunked: not null }) => States.Chunks,
            (_, _, { Recipients.Count: 0 }) => States.Sender,
            _ => States.Recipients,
        };

    /// <summary>Serves the client until one of the two ends it.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(shutdown, idle.Token);
        Lines.Flushing = idle.Token;
        try
        {
            var goesOn = await WelcomeAsync(waiting.Token);
            while (goesOn)
                goesOn = await ServeCommandAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested || shutdown.IsCancellationRequested)
        {
            var reply = shutdown.IsCancellationRequested ? SmtpReply.ShuttingDown : SmtpReply.IdleTooLong;
            log.Ended(reply);
            Write(reply);
        }
        catch (EndOfStreamException)
        {
            log.LostMessage(Transaction);
            return;
        }
        using var farewell = new CancellationTokenSource(FarewellTime, server.Time);
        await connection.Output.FlushAsync(farewell.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await EndTransactionAsync();
        idle.Dispose();
    }

    /// <summary>Writes a reply, which leaves before the session waits for the client. Commands write none but 3yz: the last is the loop's.</summary>
    public void Write(SmtpReply reply) => connection.Output.WriteReply(reply);

    /// <summary>The client has said its name; nothing else that it said before counts.</summary>
    /// <returns>Null, or the reply that refuses it.</returns>
    public async ValueTask<SmtpReply?> GreetAsync(string name, bool isExtended)
    {
        await EndTransactionAsync();
        Hello = name;
        this.isExtended = isExtended;
        return Checks.Greeting is null ? null : GreetingPause.RefusalBehindHello(Client, connection.Input);
    }

    /// <summary>Drops the transaction under way, with what has arrived of a message.</summary>
    public async ValueTask EndTransactionAsync()
    {
        if (Transaction is { } transaction)
            await transaction.DisposeAsync();
        Transaction = null;
    }

    /// <summary>The next octets of a message; the caller advances the input.</summary>
    /// <exception cref="EndOfStreamException">The client has gone.</exception>
    public async ValueTask<ReadOnlySequence<byte>> ReadContentAsync()
    {
        idle.CancelAfter(Options.IdleTimeout);
        if (!connection.Input.TryRead(out var result))
        {
            await connection.Output.FlushAsync(idle.Token);
            result = await connection.Input.ReadAsync(idle.Token);
        }
        return !result.Buffer.IsEmpty || !result.IsCompleted ? result.Buffer : throw new EndOfStreamException();
    }

    /// <summary>A message is about to arrive.</summary>
    public IncomingMessage BeginMessage()
    {
        var inspections = Checks.Content.Select(check => check.Begin(Client, Transaction!.ReversePath)).OfType<IContentInspection>();
        return new IncomingMessage(server.Spool, Options, [.. inspections]);
    }

    /// <summary>Ends the transaction with a message: accepted once it is durable, or refused. A server that shuts down waits for that.</summary>
    public async ValueTask<SmtpReply> AcceptAsync(IncomingMessage message)
    {
        // Without a reply storage has failed, or the session ends: the client keeps its message.
        var outcome = "deferred";
        try
        {
            var reply = await JudgeAsync(message);
            outcome = reply.Code switch
            {
                < 400 => "accepted",
                < 500 => "deferred",
                _ => "refused",
            };
            return reply;
        }
        finally
        {
            ProtocolMeter.MessageEnded(Options.ServiceName, outcome);
        }
    }

    private async ValueTask<SmtpReply> JudgeAsync(IncomingMessage message)
    {
        try
        {
            await message.EndAsync();
            if (message.Outage is { } outage)
                log.StorageFailed(outage);
            if (message.Failure is { } failure)
                return failure;
            var envelope = Transaction!.Envelope(Client);
            var received = new ReceivedMessage(Client, envelope, message.Header, message.HeaderOctets, message.Octets, Verdict.Accept);
            if (await Checks.Message.RefusalAsync(received, idle.Token) is { } refusal)
                return refusal;
            var verdict = await message.JudgeAsync(received, idle.Token);
            if (verdict.Refusal is not null)
                return verdict.Refusal;

            envelope = envelope with { Disposition = verdict.Disposition, SpamScore = verdict.SpamScore };
            var fields = Trace(Transaction, envelope);
            var isSubmission = Options.IsSubmission;
            await message.CompleteAsync(
                fields.ToBytes(
                    verdict.Fields,
                    addDate: isSubmission && !message.Header.HasDate,
                    addMessageId: isSubmission && !message.Header.HasMessageId,
                    addBlankLine: !message.Header.BeginsWithField
                ),
                envelope
            );
            log.Accepted(fields.Id, Account, envelope, message.Octets);
            return new SmtpReply(250, "2.0.0", $"Accepted as {fields.Id}");
        }
        finally
        {
            await EndTransactionAsync();
        }
    }

    /// <summary>Greets the client or refuses it; false: the session is over.</summary>
    private async ValueTask<bool> WelcomeAsync(CancellationToken cancellationToken)
    {
        var refusal = await Checks.Connection.RefusalAsync(Client, cancellationToken);
        if (refusal is null && Checks.Greeting is { } pause)
            refusal = await pause.RefusalAsync(Client, connection.Input, cancellationToken);
        isRefused = refusal is not null;
        Write(refusal ?? new SmtpReply(220, null, $"{Options.HostName} ESMTP MailCloud"));
        if (refusal is not null)
            log.Refused(null, default, refusal);
        return refusal?.Closes != true;
    }

    /// <summary>Reads a command and replies; false: the session is over.</summary>
    private async ValueTask<bool> ServeCommandAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        idle.CancelAfter(Options.IdleTimeout);
        var line = await Lines.ReadAsync(CommandTable.MaxLine, cancellationToken);
        if (line.Status == LineStatus.EndOfInput)
            return false;

        var reply = await AnswerAsync(line, cancellationToken);
        if (reply.StartsTls)
            await StartTlsAsync(reply, cancellationToken);
        else
            Write(reply);

        errors += reply.IsError ? 1 : 0;
        if (reply.Closes)
            return false;
        if (errors >= Options.MaxErrors || FailedLogins >= Options.MaxFailedLogins)
        {
            log.Ended(SmtpReply.TooManyErrors);
            Write(SmtpReply.TooManyErrors);
            return false;
        }
        await Lines.FlushIfLargeAsync(cancellationToken);
        return true;
    }

    private async ValueTask<SmtpReply> AnswerAsync(Line line, CancellationToken cancellationToken)
    {
        var command = CommandTable.Find(new SmtpReader(line.Text.Span).Token());
        var trace = CommandTrace.Begin(Options.ServiceName, command?.Verb ?? CommandTrace.Unknown);
        SmtpReply reply;
        try
        {
            reply = line.Status switch
            {
                LineStatus.TooLong => SmtpReply.LineTooLong,
                LineStatus.BareCrOrLf => SmtpReply.BareCrOrLf,
                _ when command is null => SmtpReply.UnknownCommand,
                _ when line.Text.Length + 2 > command.MaxLine => SmtpReply.LineTooLong,
                _ when !command.States.HasFlag(State) => SmtpReply.OutOfOrder,
                _ => await ExecuteAsync(command, line, cancellationToken),
            };
        }
        catch
        {
            trace.End(CommandTrace.Lost);
            throw;
        }
        trace.End(
            reply.Code switch
            {
                < 400 => "ok",
                < 500 => "failed",
                _ => "refused",
            }
        );
        if (reply.IsRefusal)
            log.Refused(command, line.Text.Span, reply);
        return reply;
    }

    /// <summary>The one place where syntax errors and a silent storage become replies.</summary>
    private async ValueTask<SmtpReply> ExecuteAsync(Command command, Line line, CancellationToken cancellationToken)
    {
        try
        {
            return await command.RunAsync(line.Text.Span, this, cancellationToken);
        }
        catch (SmtpSyntaxException e)
        {
            return e.Reply;
        }
        catch (StoreUnavailableException e)
        {
            log.StorageFailed(e);
            return SmtpReply.StorageUnavailable;
        }
    }

    // Nothing that was said in the clear counts, not even the client's name (RFC 3207 §4.2).
    private async ValueTask StartTlsAsync(SmtpReply goAhead, CancellationToken cancellationToken)
    {
        var octets = new ArrayBufferWriter<byte>();
        octets.WriteReply(goAhead);
        await connection.StartTlsAsync(octets.WrittenMemory, cancellationToken);
        await EndTransactionAsync();
        Hello = null;
        Lines = new LineReader(connection) { Flushing = idle.Token };
    }

    private TraceFields Trace(Transaction transaction, SmtpEnvelope envelope)
    {
        var now = server.Time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N");
        return new TraceFields(
            id,
            Options.HostName,
            now,
            Client,
            isExtended,
            transaction.IsInternational,
            transaction.ReversePath,
            [.. envelope.Recipients.Select(recipient => recipient.Address)]
        );
    }
}
