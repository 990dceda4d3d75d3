using System.Net;
using MailCloud.Certificates.Renewal;
using MailCloud.Functions;
using MailCloud.Functions.Hosting;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using MailCloud.Secrets;
using MailCloud.Spam;
using MailCloud.Storage;
using MailCloud.Telemetry;
using MailCloud.Webmail;

// The Functions app as a custom handler: the Functions host starts this program and calls it over HTTP on the loopback interface.
try
{
    var port = FunctionsSettings.ReadPort(Environment.GetEnvironmentVariable);
    var settings = new SettingReader(Environment.GetEnvironmentVariable);
    using var telemetry = ProgramTelemetry.Start(settings, "mailcloud-functions");
    var logs = telemetry.Loggers;
    await using var storage = StorageSettings.Open(Environment.GetEnvironmentVariable, TimeProvider.System, logs);
    await using var outbound = await OpenAsync(() =>
        OutboundSetup.OpenAsync(settings, storage, secretsFolder: null, TimeProvider.System, logs)
    );
    var files = FunctionFiles.OfThisProgram();
    var push = await OpenAsync(() => PushSetup.OpenAsync(settings, storage, TimeProvider.System, logs));
    var site = await OpenAsync(() => WebSetup.OpenAsync(settings, storage, outbound, push, secretsFolder: null, TimeProvider.System, logs));
    var discovery = DiscoverySetup.Open(settings, storage, TimeProvider.System, logs);
    var renewal = RenewalSetup.Open(
        settings,
        () => SecretSettings.Read(settings).Open(TimeProvider.System, logs),
        TimeProvider.System,
        logs
    );
    var registry = FunctionRegistry
        .Create(storage, files.Host, outbound, push, SpamSettings.Read(settings), TimeProvider.System, logs)
        .Add(site)
        .Add(discovery)
        .Add(renewal);

    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Services.AddSingleton<ILoggerFactory>(logs);
    builder.Services.AddHostHeaders();
    site.AddServices(builder.Services);
    discovery.AddServices(builder.Services);
    builder.WebHost.ConfigureKestrel(server =>
    {
        server.AddServerHeader = false;
        server.Listen(IPAddress.Loopback, port);
    });
    await using var app = builder.Build();
    app.UseForwardedHeaders();
    WebmailSite.Use(app);
    app.MapFunctions(files, registry);
    await app.RunAsync();
    return 0;

    // Until then the host gets no answer, and hands over no message that could only fail.
    Task<T> OpenAsync<T>(Func<Task<T>> open) =>
        Opening.RetryAsync(open, TimeProvider.System, logs.CreateLogger(nameof(Opening)), CancellationToken.None);
}
catch (SettingException e)
{
    // The host starts a handler again that ends with anything but 0, and shows what it printed.
    Console.Error.WriteLine(e.Message);
    return 1;
}
