using System.Net;
using System.Threading.RateLimiting;
using MailCloud.Mail.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MailCloud.Discovery;

/// <summary>How often a client may ask.</summary>
internal static class ClientLimit
{
    /// <summary>The policy of all endpoints here.</summary>
    public const string Policy = "discovery";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <param name="perMinute">Requests of one client to all of these endpoints.</param>
    public static void Add(IServiceCollection services, int perMinute) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(Policy, context => PartitionOf(context, perMinute));
        });

    // Who has one IPv6 address has 2^64 of them.
    private static RateLimitPartition<IPNetwork?> PartitionOf(HttpContext context, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter<IPNetwork?>(
            context.Connection.RemoteIpAddress is { } client ? ClientNetwork.Of(client.Plain(), ipv4Prefix: 32, ipv6Prefix: 64) : null,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window }
        );
}
