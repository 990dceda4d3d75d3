using MailCloud.Outbound.Routing;

namespace MailCloud.Outbound.Client;

/// <summary>A conversation that is ready for a transaction.</summary>
internal sealed class Session(Conversation conversation, NextHop hop)
{
    public Conversation Conversation => conversation;

    public NextHop Hop => hop;

    /// <summary>Transactions so far; more than none: the connection was kept, and may have gone stale.</summary>
    public int Transactions { get; set; }
}

/// <summary>A session or why there is none.</summary>
internal readonly record struct SessionResult(Session? Session, OpeningFailure? Failure);
