using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Local;
using MailCloud.Webmail;

namespace MailCloud.Cli.Local;

/// <summary>The web server of <c>mailcloud up</c>: what the functions answer over HTTP, with TLS. What comes without TLS is led to where there is.</summary>
internal sealed class LocalWeb : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly X509Certificate2 certificate;

    private LocalWeb(WebApplication application, X509Certificate2 certificate) =>
        (this.application, this.certificate) = (application, certificate);

    /// <summary>Where it really listens.</summary>
    public int HttpsPort => PortOf(Uri.UriSchemeHttps);

    /// <summary>Where it really listens without TLS.</summary>
    public int HttpPort => PortOf(Uri.UriSchemeHttp);

    /// <param name="addServices">Adds what the answers need.</param>
    /// <param name="map">Adds what is answered.</param>
    /// <exception cref="SetupException">A port cannot be had.</exception>
    public static async Task<LocalWeb> StartAsync(
        IPEndPoint https,
        IPEndPoint http,
        LocalCertificates certificates,
        Action<IServiceCollection> addServices,
        Action<IEndpointRouteBuilder> map,
        ILoggerFactory loggers,
        CancellationToken cancel
    )
    {
        var served = X509Certificate2.CreateFromPemFile(certificates.CertificateFile, certificates.KeyFile);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(loggers);
        // The port is the one that is found to be listened on with TLS.
        builder.Services.AddHttpsRedirection(redirection => redirection.RedirectStatusCode = StatusCodes.Status308PermanentRedirect);
        addServices(builder.Services);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(https, listen => listen.UseHttps(served));
            server.Listen(http);
        });
        var web = new LocalWeb(builder.Build(), served);
        web.application.UseHttpsRedirection();
        WebmailSite.Use(web.application);
        map(web.application);
        try
        {
            await web.application.StartAsync(cancel);
            return web;
        }
        catch (IOException e)
        {
            await web.DisposeAsync();
            var isHttps = e.Message.Contains($"{https}", StringComparison.Ordinal);
            throw isHttps ? PortCheck.Unavailable("https", https, e) : PortCheck.Unavailable("http", http, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        certificate.Dispose();
    }

    private int PortOf(string scheme) =>
        application.Urls.Select(url => new Uri(url)).First(url => string.Equals(url.Scheme, scheme, StringComparison.Ordinal)).Port;
}
