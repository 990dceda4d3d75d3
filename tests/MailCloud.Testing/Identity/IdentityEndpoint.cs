using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Testing.Identity;

/// <summary>
/// What gives a program of App Service or Container Apps the tokens of its managed identities: an endpoint of its own machine, which environment
/// variables name. It remembers who asked for what.
/// </summary>
public sealed class IdentityEndpoint : IAsyncDisposable
{
    private const string Version = "2019-08-01";

    private readonly string secret = Guid.NewGuid().ToString("N");
    private readonly ConcurrentQueue<TokenRequest> requests = new();
    private readonly ImmutableHashSet<string> identities;
    private readonly WebApplication app;

    private IdentityEndpoint(IEnumerable<string> identities)
    {
        this.identities = [.. identities];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/msi/token", Answer);
    }

    /// <summary>Who was given a token, and for what.</summary>
    public IReadOnlyCollection<TokenRequest> Requests => requests;

    /// <summary>How many asked, those that got none included.</summary>
    public int Asked { get; private set; }

    /// <summary>The status with which every request is answered; null: it works.</summary>
    public int? Outage { get; set; }

    /// <summary>How long tokens are good.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long tokens are said to be good; null: the truth. Storage refuses a token that is over, whatever was said.</summary>
    public TimeSpan? ClaimedLifetime { get; set; }

    /// <summary>The resource that tokens are for; null: the one that was asked for.</summary>
    public string? Audience { get; set; }

    /// <summary>The environment variables by which Azure's client finds it.</summary>
    public ImmutableDictionary<string, string> Variables =>
        ImmutableDictionary<string, string>.Empty.Add("IDENTITY_ENDPOINT", $"{app.Urls.Single()}/msi/token").Add("IDENTITY_HEADER", secret);

    /// <param name="identities">The client ids of the user-assigned identities of the program.</param>
    public static async Task<IdentityEndpoint> StartAsync(params IEnumerable<string> identities)
    {
        var endpoint = new IdentityEndpoint(identities);
        await endpoint.app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Answer(HttpRequest request)
    {
        Asked++;
        var (identity, resource) = ((string?)request.Query["client_id"], (string?)request.Query["resource"]);
        if (Outage is { } status)
            return Results.StatusCode(status);
        if (request.Headers["X-IDENTITY-HEADER"] != secret)
            return Results.Json(new { statusCode = 401, message = "The header is missing or wrong." }, statusCode: 401);
        if (request.Query["api-version"] != Version || resource is null || identity is null || !identities.Contains(identity))
            return Results.Json(new { statusCode = 400, message = "No such identity is assigned to this program." }, statusCode: 400);
        requests.Enqueue(new TokenRequest(identity, resource));
        var now = TimeProvider.System.GetUtcNow();
        return Results.Json(
            new
            {
                access_token = TestToken.Create(identity, Audience ?? resource, now.AddMinutes(-5), now + Lifetime),
                expires_on = (now + (ClaimedLifetime ?? Lifetime)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                resource,
                token_type = "Bearer",
                client_id = identity,
            }
        );
    }
}

/// <summary>A token that was given out.</summary>
/// <param name="ClientId">To which identity.</param>
/// <param name="Resource">For what, such as <c>https://vault.azure.net</c>.</param>
public sealed record TokenRequest(string ClientId, string Resource);
