namespace MailCloud.Smtp;

/// <summary>Where a session is in the order of commands (RFC 5321 §4.1.4).</summary>
[Flags]
internal enum States
{
    None = 0,

    /// <summary>The connection was refused in the greeting: the client may only leave (RFC 5321 §3.1).</summary>
    Refused = 1,

    /// <summary>No EHLO or HELO yet.</summary>
    Connected = 2,

    /// <summary>EHLO or HELO was given; no transaction.</summary>
    Greeted = 4,

    /// <summary>MAIL was accepted, no recipient yet.</summary>
    Sender = 8,

    /// <summary>A recipient was accepted.</summary>
    Recipients = 16,

    /// <summary>Chunks of the message are in (RFC 3030 §2).</summary>
    Chunks = 32,

    Any = Connected | Greeted | Sender | Recipients | Chunks,
}
