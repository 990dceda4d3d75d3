using MailCloud.Protocol;

namespace MailCloud.Pop3;

/// <summary>The lines of a multi-line response, between its first line and its last.</summary>
internal delegate ValueTask ReplyBody(DotStuffer writer, CancellationToken cancellationToken);

/// <summary>A response (RFC 1939 §3): a value that commands return; only the session writes it.</summary>
/// <param name="Code">The response code (RFC 2449 §8) without its brackets; null: none.</param>
/// <param name="Text">For people; one line.</param>
internal sealed record Pop3Reply(bool IsOk, string? Code, string Text)
{
    /// <summary>What follows the first line; null: the response has one line.</summary>
    public ReplyBody? Body { get; init; }

    /// <summary>Whether the connection ends with this response.</summary>
    public bool Closes { get; init; }

    /// <summary>Whether it answers what was no command, or none at this point, of which a client may send only so many.</summary>
    public bool IsFault { get; private init; }

    public static Pop3Reply Ok(string text) => new(true, null, text);

    public static Pop3Reply Error(string text) => new(false, null, text);

    public static Pop3Reply Fault(string text) => new(false, null, text) { IsFault = true };

    public static readonly Pop3Reply NoSuchMessage = Error("There is no such message");

    /// <summary>Another session has the maildrop (RFC 2449 §8.1.1).</summary>
    public static readonly Pop3Reply InUse = new(false, "IN-USE", "Another session has this maildrop open");

    /// <summary>Name and password do not belong together (RFC 3206 §4).</summary>
    public static readonly Pop3Reply WrongPassword = new(false, "AUTH", "Name or password is wrong");

    /// <summary>The client did nothing wrong, and the same may succeed later (RFC 3206 §3).</summary>
    public static readonly Pop3Reply TryLater = new(false, "SYS/TEMP", "Storage does not answer; try again later");

    /// <summary>
    /// Storage was away for so long that the maildrop went to another session. Not IN-USE, which tells of a log-in (RFC 2449 §8.1.1).
    /// </summary>
    public static readonly Pop3Reply MaildropLost = TryLater with { Text = "The maildrop went to another session; nothing is deleted" };

    /// <summary>The client did nothing wrong, and somebody has to set something right (RFC 3206 §3).</summary>
    public static Pop3Reply Broken(string text) => new(false, "SYS/PERM", text);

    /// <summary>The account was removed, and nothing more can be done in this session.</summary>
    public static readonly Pop3Reply NoAccount = Broken("This account does not exist any more") with { Closes = true };

    /// <summary>The first line without its CRLF.</summary>
    public string FirstLine => (IsOk ? "+OK " : "-ERR ") + (Code is null ? "" : $"[{Code}] ") + Text;

    public override string ToString() => FirstLine;
}
