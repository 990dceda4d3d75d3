using System.Security.Cryptography;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailCloud.Webmail.Security;

/// <summary>Answers 503 where storage does not, as long as nothing else was answered yet.</summary>
internal static class StoreFailures
{
    public static void UseStoreFailures(this IApplicationBuilder application) =>
        application.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception e) when (IsOutage(e) && !context.Response.HasStarted)
                {
                    var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StoreFailures));
                    log.LogWarning(e, "{Path} could not be answered", context.Request.Path);
                    await Problems.Unavailable.ExecuteAsync(context);
                }
            }
        );

    // Keys are read from storage as well, and Data Protection wraps what hinders it.
    private static bool IsOutage(Exception e) =>
        e is StoreUnavailableException || e is CryptographicException { InnerException: StoreUnavailableException };
}
