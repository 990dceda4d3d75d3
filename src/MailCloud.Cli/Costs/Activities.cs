namespace MailCloud.Cli.Costs;

/// <summary>The things that are measured, by their names in the file of counts.</summary>
internal static class Activities
{
    /// <summary>A message of 8 KiB from elsewhere, alone, into the inbox of an account.</summary>
    public const string Receive = "receive";

    /// <summary>One of <see cref="LargeMebioctets"/>, which is stored in blocks.</summary>
    public const string ReceiveLarge = "receive-large";

    /// <summary>One of <see cref="LoadMessages"/> over <see cref="LoadConnections"/> connections at a time, to two accounts.</summary>
    public const string ReceiveUnderLoad = "receive-under-load";

    /// <summary>A message of 8 KiB from an account to one recipient elsewhere, log-in included.</summary>
    public const string Send = "send";

    public const string ImapOpen = "imap-open";
    public const string ImapRead = "imap-read";
    public const string ImapPoll = "imap-poll";
    public const string ImapFlag = "imap-flag";
    public const string ImapMove = "imap-move";
    public const string ImapDelete = "imap-delete";

    /// <summary>A session that finds nothing new to read.</summary>
    public const string Pop3Session = "pop3-session";

    /// <summary>A session that takes one message and deletes it.</summary>
    public const string Pop3Read = "pop3-read";

    public const string WebOpen = "web-open";
    public const string WebRead = "web-read";

    /// <summary>A second in which the page of one browser waits for news.</summary>
    public const string WebIdle = "web-idle-second";

    /// <summary>A second in which one connection idles.</summary>
    public const string Idle = "idle-second";

    /// <summary>A run of the timer's function while there is nothing for it to do.</summary>
    public const string Tick = "tick";

    public const string FunctionsStart = "functions-start";
    public const string ListenerStart = "listener-start";

    public const int LargeMebioctets = 8;
    public const int LoadMessages = 128;
    public const int LoadConnections = 32;
    public const int IdleSeconds = 20;
}
