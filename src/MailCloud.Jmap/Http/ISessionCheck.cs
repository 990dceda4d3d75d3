using System.Security.Claims;

namespace MailCloud.Jmap.Http;

/// <summary>
/// Says of somebody who was authenticated whether that is over meanwhile. Whoever has sessions that can be ended adds it to the services; it is asked again and again during an answer
/// that takes long.
/// </summary>
public interface ISessionCheck
{
    /// <exception cref="Mail.Store.StoreUnavailableException">That cannot be found out now.</exception>
    ValueTask<bool> IsOverAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
