using System.Net;
using System.Threading.RateLimiting;
using MailCloud.Mail.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MailCloud.Webmail.Security;

/// <summary>
/// How many log-ins a client may begin, right ones and wrong ones, whatever names it gives. Besides it each name and each network is slowed down as everywhere
/// (<see cref="Mail.Authentication.Authenticator"/>).
/// </summary>
internal static class ClientLimits
{
    /// <summary>The policy of endpoints at which somebody logs in.</summary>
    public const string Login = "login";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <param name="perMinute">Requests of one client to all of these endpoints.</param>
    public static void AddClientLimits(this IServiceCollection services, int perMinute) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = (rejected, _) =>
                new(Problems.TryLater(rejected.HttpContext, WaitOf(rejected.Lease)).ExecuteAsync(rejected.HttpContext));
            limits.AddPolicy(
                Login,
                context =>
                    RateLimitPartition.GetFixedWindowLimiter(
                        NetworkOf(context.Connection.RemoteIpAddress),
                        _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window }
                    )
            );
        });

    private static TimeSpan WaitOf(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;

    // Who has one IPv6 address has 2^64 of them.
    private static string NetworkOf(IPAddress? client) =>
        client is null ? "" : ClientNetwork.Of(client.Plain(), ipv4Prefix: 32, ipv6Prefix: 64).ToString();
}
