namespace MailCloud.Imap.Commands;

/// <summary>Where a session is (RFC 9051 §3), and in which of these a command is allowed.</summary>
[Flags]
internal enum States
{
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,

    /// <summary>Logged in, with a mailbox open or not.</summary>
    LoggedIn = Authenticated | Selected,

    Any = NotAuthenticated | Authenticated | Selected,
}

/// <summary>What the session loop has to know of a command besides its states.</summary>
[Flags]
internal enum Uses
{
    None = 0,

    /// <summary>
    /// The client counts on its sequence numbers while it waits: no EXPUNGE is sent before the command is done (RFC 9051 §7.5.1).
    /// </summary>
    SequenceNumbers = 1,

    /// <summary>
    /// The command answers from what the session knows, or has just learned from its own commit: storage is not asked for news after it. Without this
    /// every FETCH of a body would cost one more round trip.
    /// </summary>
    KnownState = 2,
}
