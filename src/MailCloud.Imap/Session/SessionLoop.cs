using System.Text;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Framing;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Protocol.Telemetry;
using Microsoft.Extensions.Logging;

namespace MailCloud.Imap.Session;

/// <summary>
/// Runs a session: reads a command, runs it, tells the news, writes the tagged line. It is the one place where syntax errors become <c>BAD</c>, where
/// storage that does not answer becomes <c>NO</c>, and where tagged lines are written.
/// </summary>
internal sealed class SessionLoop(ImapSession session)
{
    private const string Protocol = "imaps";
    private const string Untagged = "*";
    private const string NoSuchCommand = "There is no such command";
    private const string AccountGone = "This account does not exist any more";
    private const string Damaged = "Something that is stored here is damaged";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int faults;

    private FramingLimits Limits => session.State == States.NotAuthenticated ? FramingLimits.BeforeLogin : FramingLimits.AfterLogin;

    public async Task RunAsync()
    {
        session.Input.Lines.Flushing = session.Inactivity.Working;
        session.Output.Write("* OK [CAPABILITY "u8).Text(Capability.Of(session)).Write("] MailCloud is ready\r\n"u8);
        try
        {
            while (!session.Ended)
            {
                var options = session.Server.Options;
                session.Inactivity.Start(session.State == States.NotAuthenticated ? options.LoginTimeout : options.InactivityTimeout);
                // With a token that is cancelled already, the answer to the last command would be encrypted and then not sent.
                session.Inactivity.Waiting.ThrowIfCancellationRequested();
                if (session.Notifications is not null)
                    await new NewsWatch(session, session.TellUnaskedAsync).UntilLineAsync(session.Inactivity.Waiting);
                if (session.Ended)
                    break;
                var frame = await session.Input.ReadAsync(Limits, session.Inactivity.Waiting);
                session.Inactivity.Touch();
                if (frame.Status == FrameStatus.EndOfInput)
                    return;
                await AnswerAsync(frame, session.Inactivity.Working);
                await session.FlushIfLargeAsync(session.Inactivity.Working);
            }
        }
        // Not Waiting alone: a token linked to another one may be told after what waits for that one has gone on.
        catch (OperationCanceledException) when (session.Inactivity.HasRunOut || session.Inactivity.Waiting.IsCancellationRequested)
        {
            session.Bye(session.Inactivity.HasRunOut ? "You were silent for too long" : "The server is stopping; connect again");
        }
        catch (BadCompressionException)
        {
            session.Bye("What you send is not compressed as it should be");
        }
        catch (UnknownAccountException)
        {
            session.Bye(AccountGone);
        }
        catch (InvalidDataException e)
        {
            EndDamaged(e);
        }
        catch (EndOfStreamException)
        {
            // The client has gone in the middle of a command: there is nobody to answer.
            return;
        }
        await FlushLastAsync();
    }

    // A client that does not take what it is sent must not hold the session for ever.
    private async ValueTask FlushLastAsync()
    {
        using var patience = new CancellationTokenSource(Patience, session.Server.Time);
        try
        {
            await session.Output.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            session.Server.Logger.LogDebug("IMAP {Connection}: the client did not read to the end", session.Connection.Id);
        }
    }

    private async ValueTask AnswerAsync(Frame frame, CancellationToken cancellationToken)
    {
        switch (frame.Status)
        {
            case FrameStatus.Unreadable:
                Complete(Untagged, Completion.Bad("That line is too long, or has a CR or LF of its own"));
                break;
            case FrameStatus.LiteralTooLarge:
                Complete(TagOf(frame), Completion.No("That literal is too large", ResponseCode.TooBig));
                break;
            case FrameStatus.OutOfStep:
                session.Bye("That literal is too large to be passed over");
                break;
            default:
                await AnswerAsync(frame.Text, cancellationToken);
                if (!await session.Input.SkipMessageAsync(Limits, cancellationToken))
                    session.Bye("That message is too large to be passed over");
                break;
        }
    }

    private async ValueTask AnswerAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var tag = Untagged;
        CommandTrace? trace = null;
        Completion completion;
        try
        {
            var (command, argumentsAt) = Identify(text.Span, ref tag);
            trace = CommandTrace.Begin(Protocol, command.Name);
            session.Tag = tag;
            completion = await RunAsync(command, text[argumentsAt..], cancellationToken);
            if (completion.Status != CompletionStatus.Bad)
                await TellNewsAsync(command.Uses, cancellationToken);
            completion = WithHighestModSeq(completion);
        }
        catch (ImapSyntaxException e)
        {
            completion = Completion.Bad(e.Message, e.Code);
        }
        catch (StoreUnavailableException e)
        {
            session.Server.Logger.LogWarning(e, "IMAP {Connection}: storage does not answer", session.Connection.Id);
            completion = Completion.No("Storage does not answer; try again", ResponseCode.Unavailable);
        }
        catch (UnknownAccountException)
        {
            session.Bye(AccountGone);
            completion = Completion.No(AccountGone);
        }
        catch (InvalidDataException e)
        {
            LogDamage(e);
            completion = Completion.No(Damaged, ResponseCode.Corruption);
        }
        catch
        {
            trace?.End(CommandTrace.Lost);
            throw;
        }
        (trace ?? CommandTrace.Begin(Protocol, CommandTrace.Unknown)).End(OutcomeOf(completion));
        if (completion.BeginsTls)
            await session.Connection.StartTlsAsync(Encoding.ASCII.GetBytes($"{tag} OK {completion.Text}\r\n"), cancellationToken);
        else
            Complete(tag, completion);
        if (completion.BeginsCompression)
            await session.Connection.StartCompressionAsync(cancellationToken);
    }

    private static string OutcomeOf(Completion completion) =>
        completion.Status is CompletionStatus.Ok ? "ok"
        : completion.Code == ResponseCode.Unavailable || completion.Code == ResponseCode.Corruption ? "failed"
        : "refused";

    /// <summary>Reads the tag and the name of a command.</summary>
    /// <param name="tag">Set as soon as it is known, so that what is wrong behind it is answered under it.</param>
    /// <exception cref="ImapSyntaxException">There is no such command.</exception>
    private static (Command Command, int ArgumentsAt) Identify(ReadOnlySpan<byte> text, ref string tag)
    {
        var reader = new ImapReader(text);
        var octets = reader.Tag();
        reader.Space();
        tag = Encoding.ASCII.GetString(octets);
        return (CommandTable.Find(ref reader) ?? throw new ImapSyntaxException(NoSuchCommand), reader.Position);
    }

    private ValueTask<Completion> RunAsync(Command command, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        if ((command.States & session.State) == 0)
            return Completion.Bad(
                session.State switch
                {
                    States.NotAuthenticated => "Log in first",
                    States.Authenticated when command.States == States.Selected => "Select a mailbox first",
                    _ => "You have logged in already",
                }
            );
        if (command.Extension is { } extension && !session.Offers(extension))
            throw new ImapSyntaxException(NoSuchCommand);
        if (session.Has(Extensions.UidOnly) && CommandTable.IsAboutNumbers(command))
            return Completion.Bad("You have no sequence numbers; use UIDs", ResponseCode.UidRequired);
        var reader = new ImapReader(arguments.Span, session.Output.Utf8) { UidOnly = session.Has(Extensions.UidOnly) };
        return command.RunAsync(ref reader, session, cancellationToken);
    }

    private async ValueTask TellNewsAsync(Uses uses, CancellationToken cancellationToken)
    {
        var mayExpunge = (uses & Uses.SequenceNumbers) == 0;
        // The command itself is done and must not be reported as failed.
        try
        {
            if ((uses & Uses.KnownState) != 0)
                await session.TellNewsAsync(mayExpunge, cancellationToken);
            else
                await session.SynchronizeAsync(mayExpunge, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            // The news come with the next command.
            session.Server.Logger.LogWarning(e, "IMAP {Connection}: no news from storage", session.Connection.Id);
        }
        catch (InvalidDataException e)
        {
            EndDamaged(e);
        }
    }

    /// <summary>Ends a session that would never have news any more.</summary>
    private void EndDamaged(InvalidDataException e)
    {
        LogDamage(e);
        session.Bye(Damaged);
    }

    private void LogDamage(InvalidDataException e) =>
        session.Server.Logger.LogError(e, "IMAP {Connection}: what is stored is damaged", session.Connection.Id);

    /// <summary>What the client has to know of HIGHESTMODSEQ goes into the tagged line if it has room (RFC 7162 §3.2.7).</summary>
    private Completion WithHighestModSeq(Completion completion)
    {
        if (completion.Status == CompletionStatus.Bad || session.TakeHighestModSeq() is not { } highest)
            return completion;
        if (completion is { Status: CompletionStatus.Ok, Code: null })
            return completion with { Code = ResponseCode.HighestModSeq(highest) };
        session.WriteHighestModSeq(highest);
        return completion;
    }

    private void Complete(string tag, Completion completion)
    {
        session.Output.Text(tag);
        session.Output.Write(
            completion.Status switch
            {
                CompletionStatus.Ok => " OK "u8,
                CompletionStatus.No => " NO "u8,
                _ => " BAD "u8,
            }
        );
        if (completion.Code is { } code)
            session.Output.Write("["u8).Text(code.Text).Write("] "u8);
        session.Output.Text(completion.Text).EndLine();
        if (completion.Status == CompletionStatus.Bad && ++faults >= session.Server.Options.MaxFaults)
            session.Bye("Too many commands that are none");
    }

    private static string TagOf(Frame frame)
    {
        var tag = Untagged;
        try
        {
            Identify(frame.Text.Span, ref tag);
        }
        catch (ImapSyntaxException)
        {
            // The tag, if there is one, is all that was wanted.
        }
        return tag;
    }
}
