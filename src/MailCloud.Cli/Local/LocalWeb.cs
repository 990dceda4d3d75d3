using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Local;

namespace MailCloud.Cli.Local;

/// <summary>The web server of <c>mailcloud up</c>: what the functions answer over HTTP, with TLS.</summary>
internal sealed class LocalWeb : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly X509Certificate2 certificate;

    private LocalWeb(WebApplication application, X509Certificate2 certificate) =>
        (this.application, this.certificate) = (application, certificate);

    /// <summary>Where it really listens.</summary>
    public int Port => new Uri(application.Urls.Single()).Port;

    /// <param name="map">Adds what is answered.</param>
    /// <exception cref="SetupException">The port cannot be had.</exception>
    public static async Task<LocalWeb> StartAsync(
        IPEndPoint endPoint,
        LocalCertificates certificates,
        Action<IEndpointRouteBuilder> map,
        ILoggerFactory loggers,
        CancellationToken cancel
    )
    {
        var served = X509Certificate2.CreateFromPemFile(certificates.CertificateFile, certificates.KeyFile);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(loggers);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(endPoint, listen => listen.UseHttps(served));
        });
        var web = new LocalWeb(builder.Build(), served);
        map(web.application);
        try
        {
            await web.application.StartAsync(cancel);
            return web;
        }
        catch (IOException e)
        {
            await web.DisposeAsync();
            throw PortCheck.Unavailable("https", endPoint, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        certificate.Dispose();
    }
}
