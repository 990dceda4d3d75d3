using MailCloud.Webmail.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MailCloud.Webmail;

/// <summary>Everything that the service answers to browsers and to JMAP clients, by the first level of its addresses.</summary>
public static class WebmailSite
{
    /// <summary>What the server needs to have before it is built.</summary>
    public static void AddServices(IServiceCollection services) => services.AddRouting();

    /// <summary>What every request goes through.</summary>
    public static void Use(IApplicationBuilder application) { }

    /// <summary>The root leads to the page.</summary>
    public static void MapRoot(IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context => Lead(context, PageEndpoints.Root));

    /// <summary>The page and its own endpoints.</summary>
    public static void MapWebmail(IEndpointRouteBuilder endpoints) => endpoints.MapPage(PageFiles.OfThisProgram);

    /// <summary>The API for programs.</summary>
    public static void MapJmap(IEndpointRouteBuilder endpoints) { }

    /// <summary>Where a program that knows nothing but the host finds the API (RFC 8620 §2.2).</summary>
    public static void MapWellKnown(IEndpointRouteBuilder endpoints) { }

    private static Task Lead(HttpContext context, string address)
    {
        context.Response.Redirect(address);
        return Task.CompletedTask;
    }
}
