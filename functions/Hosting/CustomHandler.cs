using Microsoft.AspNetCore.Http.Metadata;

namespace MailCloud.Functions.Hosting;

/// <summary>
/// Serves the functions to the Functions host. A trigger's invocations come to <c>POST /&lt;function&gt;</c>, where nobody else can get: what comes from
/// outside the host passes on under the route prefix only.
/// </summary>
public static class CustomHandler
{
    /// <exception cref="InvalidOperationException">A declared function has no handler, or a path from outside could reach a trigger.</exception>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints, FunctionFiles files, FunctionRegistry registry)
    {
        // The host asks this every 25 ms while it starts and again and again afterwards.
        endpoints.MapGet("/", () => Results.Text("MailCloud"));
        foreach (var (name, trigger) in files.Functions)
            if (trigger is not HttpTrigger)
                endpoints
                    .MapPost($"/{name}", new TriggerEndpoint(name, registry.Trigger(name), files.Host.FunctionTimeout).AnswerAsync)
                    .WithMetadata(new EnvelopeLimit());
        endpoints.MapHttpFunctions(files, registry);
    }

    /// <summary>The HTTP functions alone, for a web server that is reached without the Functions host.</summary>
    public static void MapHttpFunctions(this IEndpointRouteBuilder endpoints, FunctionFiles files, FunctionRegistry registry)
    {
        var prefix = files.Host.Extensions.Http.RoutePrefix;
        if (string.IsNullOrEmpty(prefix) || files.Functions.Any(each => prefix.Equals(each.Name, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException(
                "host.json needs a routePrefix that is no function's name, or strangers could forge invocations."
            );
        foreach (var (name, trigger) in files.Functions)
            if (trigger is HttpTrigger http)
                endpoints.MapMethods($"/{prefix}/{http.Route}", http.Methods, registry.Http(name));
    }

    private sealed class EnvelopeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => HostContract.MaxEnvelopeOctets;
    }
}
