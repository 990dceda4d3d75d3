using Microsoft.AspNetCore.Http.Metadata;

namespace MailCloud.Functions.Hosting;

/// <summary>
/// Serves the functions to the Functions host. A trigger's invocations come to <c>POST /&lt;function&gt;</c>, where nobody else can get: the host passes on from
/// outside what a declared route takes, and no declared route takes that (<see cref="PublicRoutes"/>).
/// </summary>
public static class CustomHandler
{
    /// <exception cref="InvalidOperationException">A declared function has no handler, or a path from outside could reach a trigger.</exception>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints, FunctionFiles files, FunctionRegistry registry)
    {
        foreach (var (name, trigger) in files.Functions)
            if (trigger is not HttpTrigger)
                endpoints
                    .MapPost($"/{name}", new TriggerEndpoint(name, registry.Trigger(name), files.Host.FunctionTimeout).AnswerAsync)
                    .WithMetadata(new EnvelopeLimit());
        endpoints.MapHttpFunctions(files, registry);
    }

    /// <summary>The HTTP functions alone, for a web server that is reached without the Functions host.</summary>
    /// <exception cref="InvalidOperationException">A declared function has no handler, or a path from outside could reach a trigger.</exception>
    public static void MapHttpFunctions(this IEndpointRouteBuilder endpoints, FunctionFiles files, FunctionRegistry registry)
    {
        PublicRoutes.Check(files);
        foreach (var (name, trigger) in files.Functions)
            if (trigger is HttpTrigger)
                registry.Http(name)(endpoints);
    }

    private sealed class EnvelopeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => HostContract.MaxEnvelopeOctets;
    }
}
