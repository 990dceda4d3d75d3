using MailCloud.Certificates.Renewal;
using MailCloud.Discovery;
using MailCloud.Functions.Handlers;
using MailCloud.Functions.Hosting;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Search;
using MailCloud.Mail.Submissions;
using MailCloud.Search.Building;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Spam;
using MailCloud.Storage;
using MailCloud.Webmail;

namespace MailCloud.Functions;

/// <summary>
/// Every function's handler by name, whoever hosts it: the Functions host through <see cref="CustomHandler"/>, or the same process through
/// <see cref="Local.LocalFunctions"/>.
/// </summary>
public sealed class FunctionRegistry
{
    private readonly Dictionary<string, TriggerHandler> triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<IEndpointRouteBuilder>> http = new(StringComparer.Ordinal);

    /// <summary>The functions of this service but those that are its website.</summary>
    public static FunctionRegistry Create(
        MailStorage storage,
        HostSettings host,
        OutboundSetup outbound,
        PushSender push,
        SpamSettings spam,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var parts = new OutboundParts(storage, outbound, time, logs);
        var filter = new SpamParts(storage, spam, time, logs);
        var store = new IndexingMailStore(storage.Store, storage.IndexRequests, logs.CreateLogger<IndexingMailStore>());
        var indexes = new IndexBuilder(store, storage.Indexes, storage.IndexRequests, time, logs.CreateLogger<IndexBuilder>());
        var pushing = new PushingMailStore(store, push);
        var agent = new DeliveryAgent(pushing, storage.Directory, storage.DeliveryQueue, parts.Mail, logs.CreateLogger<DeliveryAgent>())
        {
            // The same wait as for a batch that failed whole.
            RetryDelay = host.Extensions.Queues.VisibilityTimeout,
            JunkFilter = filter.Filter,
            Personal = PersonalDeliveryOf(storage, outbound.HostName, time, logs),
        };
        return new FunctionRegistry()
            .Add("Deliver", new DeliverFunction(storage.DeliveryQueue, agent).RunAsync)
            .Add("Send", new SendFunction(parts.Agent).RunAsync)
            .Add("Submit", new SubmitFunction(SubmissionAgentOf(storage, time, logs)).RunAsync)
            .Add("Train", new TrainFunction(filter.Training).RunAsync)
            .Add("Index", new IndexFunction(indexes).RunAsync)
            .Add("Tick", new TickFunction(storage, parts.Sweep, outbound, time, logs.CreateLogger<TickFunction>()).RunAsync)
            .Add("Health", new HealthFunction(storage.Directory, time).Map);
    }

    private static PersonalDelivery PersonalDeliveryOf(MailStorage storage, string hostName, TimeProvider time, ILoggerFactory logs) =>
        new(
            new PreferenceReader(storage.Objects, time, logs.CreateLogger<PreferenceReader>()),
            new VacationReplies(
                storage.Objects,
                storage.Directory,
                storage.Spool,
                hostName,
                (header, sender) => OwnResults.Prove(header, hostName, sender),
                time,
                logs.CreateLogger<VacationReplies>()
            ),
            logs.CreateLogger<PersonalDelivery>()
        );

    /// <summary>What sends submissions, whether their time has come or they go at once.</summary>
    public static SubmissionAgent SubmissionAgentOf(MailStorage storage, TimeProvider time, ILoggerFactory logs) =>
        new(storage.Objects, storage.DeliveryQueue, storage.Submissions, time, logs.CreateLogger<SubmissionAgent>());

    /// <summary>Adds the functions that are the website: one for each first level of its addresses.</summary>
    public FunctionRegistry Add(WebmailSite site) =>
        Add("Home", WebmailSite.MapRoot).Add("Webmail", site.MapWebmail).Add("Jmap", site.MapJmap);

    /// <summary>Adds the functions by which mail programs and other servers find the service. The address of JMAP that is among theirs is mapped with those that it leads to.</summary>
    public FunctionRegistry Add(DiscoverySite site) =>
        Add("MailConfig", site.MapMail).Add("Autodiscover", site.MapAutodiscover).Add("WellKnown", site.MapWellKnown);

    /// <summary>Adds the function that keeps the server's certificate fresh.</summary>
    /// <param name="renewal">Null: certificates come from somewhere else, and the function has nothing to do.</param>
    public FunctionRegistry Add(CertificateRenewal? renewal) => Add("Renew", new RenewFunction(renewal).RunAsync);

    public FunctionRegistry Add(string function, TriggerHandler handler)
    {
        triggers.Add(function, FunctionMeter.Time(function, handler));
        return this;
    }

    /// <param name="map">Adds what the function answers, all of it below its declared route.</param>
    public FunctionRegistry Add(string function, Action<IEndpointRouteBuilder> map)
    {
        http.Add(function, map);
        return this;
    }

    /// <exception cref="InvalidOperationException">No such function is run by a queue or timer.</exception>
    public TriggerHandler Trigger(string function) => Find(triggers, function);

    /// <exception cref="InvalidOperationException">No such function is run by an HTTP request.</exception>
    public Action<IEndpointRouteBuilder> Http(string function) => Find(http, function);

    private static T Find<T>(Dictionary<string, T> handlers, string function) =>
        handlers.TryGetValue(function, out var handler)
            ? handler
            : throw new InvalidOperationException($"{function}/function.json declares a function that has no such handler.");
}
