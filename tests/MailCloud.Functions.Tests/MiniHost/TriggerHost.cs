using System.Text.Json;
using MailCloud.Functions.Hosting;
using Microsoft.Azure.WebJobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>The real triggers of the Functions host, queue and timer, which call the handler as <c>host.json</c> and each <c>function.json</c> say.</summary>
internal sealed class TriggerHost : IAsyncDisposable
{
    private readonly IHost host;

    private TriggerHost(IHost host) => this.host = host;

    public static async Task<TriggerHost> StartAsync(MiniFunctionsHost functions, FunctionFiles files, string connectionString)
    {
        var queues = files.Host.Extensions.Queues;
        var names = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            // Where the triggers keep their own state.
            ["AzureWebJobsStorage"] = connectionString,
        };
        foreach (var (name, trigger) in files.Functions)
        {
            if (trigger is QueueTrigger queue)
                (names[$"{name}.queue"], names[queue.Connection]) = (queue.Queue, connectionString);
            else if (trigger is TimerTrigger timer)
                names[$"{name}.schedule"] = timer.Schedule;
        }
        var webJobs = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(names))
            .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .ConfigureWebJobs(jobs =>
                jobs.AddAzureStorageCoreServices()
                    .AddAzureStorage(options =>
                    {
                        options.BatchSize = queues.BatchSize;
                        options.NewBatchThreshold = queues.NewBatchThreshold;
                        options.MaxDequeueCount = queues.MaxDequeueCount;
                        options.VisibilityTimeout = queues.VisibilityTimeout;
                        options.MaxPollingInterval = TimeSpan.FromMilliseconds(200);
                    })
                    .AddTimers()
                    .AddExtension<BindingDataExtension>()
            )
            .ConfigureServices(services =>
                services.AddSingleton<ITypeLocator, DeclaredFunctions>().AddSingleton(functions).AddSingleton(files)
            )
            .Build();
        await webJobs.StartAsync(TestContext.Current.CancellationToken);
        return new TriggerHost(webJobs);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }

    private sealed class DeclaredFunctions : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [typeof(TriggeredFunctions)];
    }
}

/// <summary>One method for each function that a queue or a timer triggers; the real host makes them from the files.</summary>
public sealed class TriggeredFunctions(IServiceProvider services)
{
    private readonly MiniFunctionsHost functions = services.GetRequiredService<MiniFunctionsHost>();
    private readonly FunctionFiles files = services.GetRequiredService<FunctionFiles>();

    [FunctionName("Deliver")]
    public Task Deliver(
        [QueueTrigger("%Deliver.queue%", Connection = "MAILCLOUD_STORAGE")] string item,
        [BindingData] IReadOnlyDictionary<string, object> data,
        CancellationToken cancellationToken
    ) => functions.InvokeAsync("Deliver", InvocationEnvelope.ForQueue(Binding("Deliver"), item, data), cancellationToken);

    [FunctionName("Train")]
    public Task Train(
        [QueueTrigger("%Train.queue%", Connection = "MAILCLOUD_STORAGE")] string item,
        [BindingData] IReadOnlyDictionary<string, object> data,
        CancellationToken cancellationToken
    ) => functions.InvokeAsync("Train", InvocationEnvelope.ForQueue(Binding("Train"), item, data), cancellationToken);

    [FunctionName("Index")]
    public Task Index(
        [QueueTrigger("%Index.queue%", Connection = "MAILCLOUD_STORAGE")] string item,
        [BindingData] IReadOnlyDictionary<string, object> data,
        CancellationToken cancellationToken
    ) => functions.InvokeAsync("Index", InvocationEnvelope.ForQueue(Binding("Index"), item, data), cancellationToken);

    [FunctionName("Tick")]
    public Task Tick(
        [TimerTrigger("%Tick.schedule%", RunOnStartup = true)] TimerInfo timer,
        [BindingData] IReadOnlyDictionary<string, object> data,
        CancellationToken cancellationToken
    ) => InvokeTimerAsync("Tick", timer, data, cancellationToken);

    [FunctionName("Renew")]
    public Task Renew(
        [TimerTrigger("%Renew.schedule%", RunOnStartup = true)] TimerInfo timer,
        [BindingData] IReadOnlyDictionary<string, object> data,
        CancellationToken cancellationToken
    ) => InvokeTimerAsync("Renew", timer, data, cancellationToken);

    private Task InvokeTimerAsync(
        string function,
        TimerInfo timer,
        IReadOnlyDictionary<string, object> data,
        CancellationToken cancellationToken
    )
    {
        var schedule = new { timer.Schedule.AdjustForDST };
        var state = JsonSerializer.SerializeToNode(
            new
            {
                Schedule = schedule,
                timer.ScheduleStatus,
                timer.IsPastDue,
            }
        )!;
        return functions.InvokeAsync(function, InvocationEnvelope.ForTimer(Binding(function), state, data), cancellationToken);
    }

    private string Binding(string function) =>
        files.Functions.Single(each => string.Equals(each.Name, function, StringComparison.Ordinal)).Trigger.Binding;
}
