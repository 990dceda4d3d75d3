using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Security;

namespace MailCloud.Webmail.Login.Sessions;

/// <summary>The sessions of accounts. Each request looks its session up, so that one that was taken back is over at once.</summary>
internal sealed class WebSessions(IObjectStore objects, TimeProvider time) : ISessionCheck
{
    public static readonly ObjectKind Kind = new("session");

    /// <summary>How old <see cref="WebSession.LastSeen"/> may get.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>An account's sessions; the one that was not seen for longest makes room for another.</summary>
    public const int MaxSessions = 50;

    /// <summary>What is kept of a browser's own description, in characters.</summary>
    private const int MaxUserAgent = 300;

    private const int TokenOctets = 32;
    private const int Attempts = 5;

    /// <summary>Begins a session.</summary>
    /// <returns>The secret that its cookie holds.</returns>
    public async ValueTask<byte[]> BeginAsync(
        AccountId account,
        bool isRemembered,
        string userAgent,
        string address,
        CancellationToken cancellationToken
    )
    {
        var token = RandomNumberGenerator.GetBytes(TokenOctets);
        var now = time.GetUtcNow();
        var session = new WebSession(now, now, now, isRemembered, Cut(userAgent), address) { Id = IdOf(token) };
        await objects.TryCommitAsync(account, Kind, [session.Write()], cancellationToken);
        await MakeRoomAsync(account, cancellationToken);
        return token;
    }

    /// <summary>The session of a secret; null: there is none, or it is over.</summary>
    public ValueTask<WebSession?> FindAsync(AccountId account, byte[] token, CancellationToken cancellationToken) =>
        FindAsync(account, IdOf(token), cancellationToken);

    public async ValueTask<bool> IsOverAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.FindSession() is var (account, id) && await FindAsync(account, id, cancellationToken) is null;

    /// <summary>The account's sessions, the last seen first.</summary>
    public async ValueTask<IReadOnlyList<WebSession>> ListAsync(AccountId account, CancellationToken cancellationToken) =>
        [
            .. (await ReadAsync(account, cancellationToken))
                .Where(session => !session.IsOver(time.GetUtcNow()))
                .OrderByDescending(session => session.LastSeen),
        ];

    /// <summary>Notes that a session is in use, if that was not noted for a while.</summary>
    /// <returns>Whether it was now.</returns>
    public async ValueTask<bool> SeeAsync(AccountId account, WebSession session, string address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return now - session.LastSeen >= SeenEvery
            // Its version is as it was read: one that was taken back meanwhile does not come back by this.
            && await WriteAsync(account, session with { LastSeen = now, Address = address }, cancellationToken);
    }

    /// <summary>Notes that the session's user has proved again who they are. False: the session is over.</summary>
    public async ValueTask<bool> RenewAsync(AccountId account, string id, CancellationToken cancellationToken)
    {
        // Its other requests may note at the same time that it is in use.
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (
                await objects.FindAsync(account, Kind, id, cancellationToken) is not { } stored
                || WebSession.Read(stored) is not { } session
            )
                return false;
            if (await WriteAsync(account, session with { AuthenticatedAt = time.GetUtcNow() }, cancellationToken))
                return true;
        }
        return false;
    }

    /// <summary>Ends a session. False: there is none of that id.</summary>
    public async ValueTask<bool> EndAsync(AccountId account, string id, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(account, Kind, id, cancellationToken) is null)
            return false;
        await objects.TryCommitAsync(account, Kind, [new ObjectWrite(id, Body: null)], cancellationToken);
        return true;
    }

    /// <summary>Ends all of an account's sessions but one.</summary>
    /// <param name="except">Null: all.</param>
    public static async ValueTask EndAllAsync(IObjectStore objects, AccountId account, string? except, CancellationToken cancellationToken)
    {
        var all = await objects.ReadAsync(account, Kind, cancellationToken);
        var others = all.Objects.Where(session => !string.Equals(session.Id, except, StringComparison.Ordinal));
        foreach (var some in others.Chunk(ObjectLimits.MaxWrites))
            await objects.TryCommitAsync(account, Kind, [.. some.Select(one => new ObjectWrite(one.Id, Body: null))], cancellationToken);
    }

    /// <inheritdoc cref="EndAllAsync"/>
    public ValueTask EndOthersAsync(AccountId account, string except, CancellationToken cancellationToken) =>
        EndAllAsync(objects, account, except, cancellationToken);

    private async ValueTask<WebSession?> FindAsync(AccountId account, string id, CancellationToken cancellationToken) =>
        await objects.FindAsync(account, Kind, id, cancellationToken) is { } stored
        && WebSession.Read(stored) is { } session
        && !session.IsOver(time.GetUtcNow())
            ? session
            : null;

    private static string IdOf(byte[] token) => Base64Url.EncodeToString(SHA256.HashData(token));

    private static string Cut(string text) => text.Length > MaxUserAgent ? text[..MaxUserAgent] : text;

    private async ValueTask<bool> WriteAsync(AccountId account, WebSession session, CancellationToken cancellationToken) =>
        await objects.TryCommitAsync(account, Kind, [session.Write()], cancellationToken) is not null;

    private async ValueTask<IEnumerable<WebSession>> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
        (await objects.ReadAsync(account, Kind, cancellationToken)).Objects.Select(WebSession.Read).OfType<WebSession>();

    private async ValueTask MakeRoomAsync(AccountId account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = (await ReadAsync(account, cancellationToken)).OrderByDescending(session => session.LastSeen).ToList();
        var gone = all.Where(session => session.IsOver(now)).Union(all.Skip(MaxSessions)).Take(ObjectLimits.MaxWrites).ToList();
        if (gone.Count > 0)
            await objects.TryCommitAsync(
                account,
                Kind,
                [.. gone.Select(session => new ObjectWrite(session.Id, Body: null))],
                cancellationToken
            );
    }
}
