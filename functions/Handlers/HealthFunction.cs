using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Functions.Handlers;

/// <summary>
/// Function Health, <c>GET /api/health</c>: 200 when storage answers, else 503. What it found out holds for some seconds, so that strangers who ask it
/// often cost nothing.
/// </summary>
internal sealed class HealthFunction(IDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private DateTimeOffset asked = DateTimeOffset.MinValue;
    private Task<bool> answer = Task.FromResult(false);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/health", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var healthy = await IsHealthyAsync();
        context.Response.StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(new { storage = healthy ? "ok" : "unavailable" }, context.RequestAborted);
    }

    private Task<bool> IsHealthyAsync()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now - asked >= Lifetime)
                (answer, asked) = (AskStorageAsync(), now);
            return answer;
        }
    }

    /// <summary>On behalf of everybody who asks now, so no single one of them can cancel it.</summary>
    private async Task<bool> AskStorageAsync()
    {
        try
        {
            await directory.IsLocalDomainAsync("health.invalid", CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
