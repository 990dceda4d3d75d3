using Microsoft.AspNetCore.Routing.Patterns;

namespace MailCloud.Functions.Hosting;

/// <summary>
/// The rule that keeps strangers from forging an invocation. The host invokes triggers at <c>/&lt;function&gt;</c> of the same server that it passes outsiders' requests to. So
/// every declared route begins with a level of its own, spelled out, that is no trigger's name: whatever follows it, <c>/Deliver</c> never comes of it.
/// </summary>
internal static class PublicRoutes
{
    /// <summary>The one route that is the root and nothing else, in the way in which Functions can be told of it.</summary>
    private const string Root = "{root:maxlength(0)?}";

    /// <exception cref="InvalidOperationException">A route breaks the rule.</exception>
    public static void Check(FunctionFiles files)
    {
        if (files.Host.Extensions.Http.RoutePrefix is not (null or ""))
            throw new InvalidOperationException(
                "The routePrefix of host.json has to be empty: the webmail's addresses are below the root."
            );
        var triggers = files
            .Functions.Where(function => function.Trigger is not HttpTrigger)
            .Select(function => function.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, trigger) in files.Functions)
            if (trigger is HttpTrigger { Route: not Root } http && (FirstLevel(http.Route) is not { } level || triggers.Contains(level)))
                throw new InvalidOperationException(
                    $"The route of {name}/function.json has to begin with a level that is no trigger's name, or strangers could forge invocations."
                );
    }

    /// <summary>Null: it is not spelled out.</summary>
    private static string? FirstLevel(string route) =>
        RoutePatternFactory.Parse(route).PathSegments is [{ IsSimple: true, Parts: [RoutePatternLiteralPart literal] }, ..]
            ? literal.Content
            : null;
}
