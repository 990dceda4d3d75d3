using MailCloud.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MailCloud.Functions.Tests.Hosting;

/// <summary>The custom handler's server in this process, on a free port, with functions of the test's own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public static async Task<TestServer> StartAsync(FunctionRegistry registry, params FunctionDefinition[] functions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.MapFunctions(FunctionFiles.OfThisProgram() with { Functions = functions }, registry);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new TestServer(server);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
