using Microsoft.AspNetCore.HttpOverrides;

namespace MailCloud.Functions.Hosting;

/// <summary>
/// Who asks, and how, in the headers of the Functions host, which sets each anew for a request that it passes on. They are taken from the host alone: nobody else calls
/// over the loopback interface, and a web server that strangers reach themselves does not read them.
/// </summary>
internal static class HostHeaders
{
    /// <summary>What <c>UseForwardedHeaders</c> goes by.</summary>
    public static void AddHostHeaders(this IServiceCollection services) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            // The host's entry is the last; what stands before it was said by others.
            options.ForwardLimit = 1;
        });
}
