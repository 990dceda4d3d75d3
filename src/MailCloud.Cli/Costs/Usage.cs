namespace MailCloud.Cli.Costs;

/// <summary>Where listeners run.</summary>
internal enum ListenerHost
{
    ContainerApp,
    Vm,
}

/// <summary>What people do with their mailboxes, and how the service is set up for them. What is not asked for on the command line is assumed here.</summary>
/// <param name="MessagesPerDay">That come to a mailbox.</param>
/// <param name="MessageOctets">The size of one.</param>
internal sealed record Usage(int Mailboxes, double MessagesPerDay, double MessageOctets, ListenerHost Listener)
{
    public const double DaysPerMonth = 30.4;
    public const double SecondsPerMonth = DaysPerMonth * 24 * 3600;

    /// <summary>Messages sent elsewhere for each that is received.</summary>
    public double SentPerReceived { get; } = 0.2;

    /// <summary>Of the messages received: how many are fetched over IMAP, by a phone and a computer, and opened in the browser.</summary>
    public (double Imap, double Web) ReadPerReceived { get; } = (1.5, 0.2);

    /// <summary>Of the messages received: how many are moved to another mailbox, and how many deleted.</summary>
    public (double Moved, double Deleted) SortedPerReceived { get; } = (0.1, 0.4);

    /// <summary>Times a day that a mailbox is opened by a client that knows nothing of it yet, or at a listener that does not.</summary>
    public double ImapOpensPerDay { get; } = 4;

    /// <summary>Times a day that somebody goes to the webmail, and how many minutes he stays; meanwhile the page waits for news.</summary>
    public (double PerDay, double Minutes) WebVisits { get; } = (1, 15);

    /// <summary>Requests that an instance of the functions app answers at a time; <c>bicep/functions.bicep</c> says so.</summary>
    public double RequestsPerInstance { get; } = 100;

    /// <summary>Messages that an instance has in work at a time, and how many seconds one takes.</summary>
    public (double AtATime, double Seconds) RunsPerInstance { get; } = (16, 0.3);

    /// <summary>How often the Functions host looks at a queue, in seconds; <c>host.json</c> says so.</summary>
    public double QueuePollSeconds { get; } = 2;

    /// <summary>How long a listener takes to write a pack, in seconds; what comes meanwhile shares the next one.</summary>
    public double PackWriteSeconds { get; } = 0.13;

    /// <summary>Connections that idle for a mailbox: a phone, and by day a computer.</summary>
    public double IdleConnections { get; } = 1.3;

    /// <summary>The months that the mailbox has been in use, for what grows with time.</summary>
    public double AgeMonths { get; } = 12;

    /// <summary>Changes to a mailbox for each message received: it comes, is read, is sorted.</summary>
    public double EventsPerReceived { get; } = 2.5;

    /// <summary>Idle connections that one listener holds.</summary>
    public int ConnectionsPerListener { get; } = 2000;

    /// <summary>The processors and memory of a listener's container.</summary>
    public (double VCpu, double GiB) Container { get; } = (0.5, 1);

    /// <summary>Memory of an instance of the functions app, which is paid for.</summary>
    public double FunctionsGB { get; } = 2;

    /// <summary>Instances of the functions app started in a month, by its host's scaling and by deployments.</summary>
    public double FunctionStarts { get; } = 720;

    /// <summary>Octets logged for a message, and by a process in an hour of nothing.</summary>
    public (double PerMessage, double PerHour) LogOctets { get; } = (1500, 200_000);

    /// <summary>Messages a second in the busy hour: a day's mail comes in eight hours, and in the busiest three times as much.</summary>
    public double PeakPerSecond => Mailboxes * MessagesPerDay / (8 * 3600) * 3;

    /// <summary>Messages in a pack in the busy hour.</summary>
    public double PackOf => Math.Max(1, PeakPerSecond / Listeners * PackWriteSeconds);

    public int Listeners => Math.Max(1, (int)Math.Ceiling(Mailboxes * IdleConnections / ConnectionsPerListener));

    public double ReceivedPerMonth => Mailboxes * MessagesPerDay * DaysPerMonth;
}
