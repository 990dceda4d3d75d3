namespace MailCloud.Imap.Session;

/// <summary>
/// Tells a client that waits for a long command how far it is (RFC 9585 §3), so that it neither gives up nor believes that the connection is dead:
/// <code>
/// S: * OK [INPROGRESS ("A1" 40000 100000)] Still at it
/// </code>
/// </summary>
/// <param name="goal">How many steps there are at most.</param>
internal sealed class Progress(ImapSession session, long goal)
{
    /// <summary>RFC 9585 §3 advises against telling it more often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long lastTold = session.Server.Time.GetTimestamp();
    private long done;

    /// <summary>One more step is done. It allocates nothing unless there is something to tell.</summary>
    /// <exception cref="IOException">The client has gone: nobody waits for the result.</exception>
    public ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        done++;
        return session.Server.Time.GetElapsedTime(lastTold) < Interval ? ValueTask.CompletedTask : TellAsync(cancellationToken);
    }

    private ValueTask TellAsync(CancellationToken cancellationToken)
    {
        lastTold = session.Server.Time.GetTimestamp();
        session.Output.Write("* OK [INPROGRESS ("u8).String(session.Tag).Write(" "u8).Number((ulong)done).Write(" "u8).Number((ulong)goal);
        session.Output.Write(")] Still at it\r\n"u8);
        return session.FlushAsync(cancellationToken);
    }
}
