using System.Net;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Client;

/// <summary>
/// Keeps sessions for a while, so that the next message for the same server needs no connection, no handshake and no log-in. A session is only used again for
/// what it would have been opened for: the same address, name, TLS and user.
/// </summary>
internal sealed class SessionPool(SessionOpener opener, SessionOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Key, Stack<Idle>> idle = [];
    private bool isClosed;

    /// <summary>A session for the server, kept or new.</summary>
    public ValueTask<SessionResult> RentAsync(NextHop hop, CancellationToken cancellationToken) =>
        Take(KeyOf(hop)) is { } session ? new(new SessionResult(session, null)) : opener.OpenAsync(hop, cancellationToken);

    /// <summary>A session that is certainly new, after a kept one had gone stale.</summary>
    public ValueTask<SessionResult> OpenAsync(NextHop hop, CancellationToken cancellationToken) => opener.OpenAsync(hop, cancellationToken);

    /// <summary>Gives a session back between transactions: kept if it can be used again, ended if not.</summary>
    public ValueTask ReturnAsync(Session session)
    {
        if (!session.Conversation.IsUsable || session.Transactions >= options.TransactionsPerConnection || !TryKeep(session))
            return session.Conversation.QuitAsync();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the sessions that nobody uses; those in use are ended when they come back.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Idle> left;
        lock (gate)
        {
            isClosed = true;
            left = [.. idle.Values.SelectMany(stack => stack)];
            idle.Clear();
        }
        foreach (var kept in left)
        {
            await kept.Timer.DisposeAsync();
            await kept.Session.Conversation.QuitAsync();
        }
    }

    private Session? Take(Key key)
    {
        lock (gate)
        {
            if (!idle.TryGetValue(key, out var stack))
                return null;
            var kept = stack.Pop();
            if (stack.Count == 0)
                idle.Remove(key);
            kept.Timer.Dispose();
            return kept.Session;
        }
    }

    private bool TryKeep(Session session)
    {
        lock (gate)
        {
            if (isClosed)
                return false;
            var key = KeyOf(session.Hop);
            if (!idle.TryGetValue(key, out var stack))
                idle.Add(key, stack = []);
            stack.Push(new Idle(session, time.CreateTimer(_ => Expire(key, session), null, options.IdleTime, Timeout.InfiniteTimeSpan)));
            return true;
        }
    }

    private void Expire(Key key, Session session)
    {
        lock (gate)
        {
            // It was taken in the very moment.
            if (!idle.TryGetValue(key, out var stack) || !stack.Any(kept => kept.Session == session))
                return;
            var others = stack.Where(kept => kept.Session != session).Reverse().ToList();
            if (others.Count > 0)
                idle[key] = new Stack<Idle>(others);
            else
                idle.Remove(key);
        }
        _ = session.Conversation.QuitAsync().AsTask();
    }

    private static Key KeyOf(NextHop hop) => new(hop.EndPoint, hop.Host, hop.Policy.Level, hop.HasImplicitTls, hop.Credentials);

    private readonly record struct Key(
        IPEndPoint EndPoint,
        string Host,
        TlsLevel Level,
        bool HasImplicitTls,
        Login.Credentials? Credentials
    );

    private sealed record Idle(Session Session, ITimer Timer);
}
