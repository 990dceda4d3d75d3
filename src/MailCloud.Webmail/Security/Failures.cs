using System.Security.Cryptography;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailCloud.Webmail.Security;

/// <summary>Answers what endpoints throw, as long as nothing else was answered yet: a request that cannot be read, and a storage that does not answer.</summary>
internal static class Failures
{
    public static void UseFailures(this IApplicationBuilder application) =>
        application.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (BadHttpRequestException e) when (!context.Response.HasStarted)
                {
                    await Problems.Unreadable(e.StatusCode).ExecuteAsync(context);
                }
                catch (Exception e) when (IsOutage(e) && !context.Response.HasStarted)
                {
                    var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Failures));
                    log.LogWarning(e, "{Path} could not be answered", context.Request.Path);
                    await Problems.Unavailable(context).ExecuteAsync(context);
                }
            }
        );

    // Keys are read from storage as well, and Data Protection wraps what hinders it.
    private static bool IsOutage(Exception e) =>
        e is StoreUnavailableException or CryptographicException { InnerException: StoreUnavailableException };
}
