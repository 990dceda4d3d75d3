namespace MailCloud.Imap.Session;

/// <summary>Ends a session whose client has fallen silent, or when the server stops.</summary>
internal sealed class InactivityTimer : IDisposable
{
    private readonly CancellationTokenSource silence;
    private readonly CancellationTokenSource silenceOrStop;
    private TimeSpan limit = Timeout.InfiniteTimeSpan;

    public InactivityTimer(TimeProvider time, CancellationToken stopping)
    {
        silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        silenceOrStop = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stopping);
    }

    /// <summary>For what a command does: a command that has begun is finished although the server stops.</summary>
    public CancellationToken Working => silence.Token;

    /// <summary>For waiting for the client.</summary>
    public CancellationToken Waiting => silenceOrStop.Token;

    /// <summary>Whether it was silence that ended the session.</summary>
    public bool HasRunOut => silence.IsCancellationRequested;

    /// <summary>Begins to count anew, with this limit.</summary>
    public void Start(TimeSpan newLimit)
    {
        limit = newLimit;
        Touch();
    }

    /// <summary>Begins to count anew: the client did something.</summary>
    public void Touch() => silence.CancelAfter(limit);

    public void Dispose()
    {
        silenceOrStop.Dispose();
        silence.Dispose();
    }
}
