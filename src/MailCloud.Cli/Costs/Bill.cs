namespace MailCloud.Cli.Costs;

/// <summary>One line of a month's bill.</summary>
/// <param name="Group">What kind of thing is paid for.</param>
/// <param name="Quantity">In units of <paramref name="Unit"/>.</param>
/// <param name="Cost">In the currency of the prices.</param>
internal sealed record BillLine(string Group, string Item, double Quantity, string Unit, double Cost);

/// <summary>What the service costs in a month: the counts that were measured, times what people do, times prices.</summary>
internal sealed class Bill
{
    private const double Giga = 1_000_000_000;
    private const int Shards = 16;

    private readonly Usage usage;
    private readonly Prices prices;
    private readonly MeasuredCounts counts;
    private readonly List<BillLine> lines = [];

    public Bill(Usage usage, Prices prices, MeasuredCounts counts, int queueTriggers)
    {
        (this.usage, this.prices, this.counts) = (usage, prices, counts);
        AddMail();
        AddIdle(queueTriggers);
        AddFunctions();
        AddListeners();
        AddRest();
    }

    public IReadOnlyList<BillLine> Lines => lines;

    public double Total => lines.Sum(line => line.Cost);

    public double PerMailbox => Total / usage.Mailboxes;

    /// <summary>An hour of one idle connection: its share of the listener that holds it, and of what that listener asks while it waits.</summary>
    public double PerIdleConnectionHour =>
        (lines.Where(line => line.Group is "Listeners" || line.Item is "news for idle connections").Sum(line => line.Cost))
        / (Math.Max(1, usage.Mailboxes * usage.IdleConnections) * Usage.SecondsPerMonth / 3600);

    private double Visits => usage.Mailboxes * usage.WebVisits.PerDay * Usage.DaysPerMonth;

    private double SentPerMonth => usage.ReceivedPerMonth * usage.SentPerReceived;

    /// <summary>How much of the mail comes so fast that it shares packs as it did when that was measured.</summary>
    private double LoadShare
    {
        get
        {
            var measured = 1 / counts[Activities.ReceiveUnderLoad].Of("blob.PutBlob");
            return Math.Clamp((usage.PackOf - 1) / (measured - 1), 0, 1);
        }
    }

    private void AddMail()
    {
        var received = usage.ReceivedPerMonth;
        AddOperations("receiving, one at a time", counts[Alone], received * (1 - LoadShare), "messages");
        if (LoadShare > 0)
            AddOperations("receiving, packed", counts[Activities.ReceiveUnderLoad], received * LoadShare, "messages");
        AddOperations("sending", counts[Activities.Send], SentPerMonth, "messages");
        AddOperations("reading over IMAP", counts[Activities.ImapRead], received * usage.ReadPerReceived.Imap, "messages");
        AddOperations("reading in the browser", counts[Activities.WebRead], received * usage.ReadPerReceived.Web, "messages");
        AddOperations("moving", counts[Activities.ImapMove], received * usage.SortedPerReceived.Moved, "messages");
        AddOperations("deleting", counts[Activities.ImapDelete], received * usage.SortedPerReceived.Deleted, "messages");
        AddOperations("opening over IMAP", counts[Activities.ImapOpen], Opens, "openings");
        AddOperations("opening in the browser", counts[Activities.WebOpen], Visits, "openings");
        AddPrice("Storage", "long logs at openings", (Opens + Visits) * LogPages, "pages", prices.TableOperationsPer10000 / 10_000);
    }

    /// <summary>What is measured is a message in one piece; a larger one is written in blocks.</summary>
    private string Alone => usage.MessageOctets > 1024 * 1024 ? Activities.ReceiveLarge : Activities.Receive;

    private double Opens => usage.Mailboxes * usage.ImapOpensPerDay * Usage.DaysPerMonth;

    /// <summary>Pages of a thousand changes behind the first one, which an opening reads where no checkpoint stands for them.</summary>
    private double LogPages => Math.Floor(usage.MessagesPerDay * Usage.DaysPerMonth * usage.AgeMonths * usage.EventsPerReceived / 1000);

    private void AddIdle(int queueTriggers)
    {
        var (idle, web) = (counts[Activities.Idle], counts[Activities.WebIdle]);
        // One connection waits for one shard; many on one listener for all of them.
        var perListener = usage.Mailboxes * usage.IdleConnections / usage.Listeners;
        var busy = Math.Min(Shards, Shards * (1 - Math.Pow(1 - (1.0 / Shards), perListener)));
        AddPrice(
            "Storage",
            "news for idle connections",
            idle.Of("table.QueryEntities") * busy * usage.Listeners * Usage.SecondsPerMonth,
            "queries",
            prices.TableOperationsPer10000 / 10_000
        );
        AddPrice(
            "Storage",
            "news for open pages",
            web.Tables() * Visits * usage.WebVisits.Minutes * 60,
            "queries",
            prices.TableOperationsPer10000 / 10_000
        );
        AddPrice(
            "Storage",
            "looks at empty queues",
            queueTriggers * Usage.SecondsPerMonth / usage.QueuePollSeconds,
            "looks",
            prices.QueueOperationsPer10000 / 10_000
        );
        AddOperations("the timer", counts[Activities.Tick], Ticks, "runs");
        AddOperations("starts of functions", counts[Activities.FunctionsStart], usage.FunctionStarts, "starts");
        // Nothing of a mailbox is removed from storage yet when it is deleted from the mailbox.
        var kept = (usage.ReceivedPerMonth + SentPerMonth) * usage.MessageOctets * usage.AgeMonths / Giga;
        AddPrice("Storage", $"mail of {usage.AgeMonths:0} months", kept, "GB", prices.StoragePerGBMonth);
    }

    private static double Ticks => Usage.SecondsPerMonth / 300;

    private void AddFunctions()
    {
        var runs = usage.RunsPerInstance;
        var perReceived = (counts[Activities.Receive].Runs() * (1 - LoadShare)) + (counts[Activities.ReceiveUnderLoad].Runs() * LoadShare);
        var sent = counts[Activities.Send];
        AddRuns(
            "Deliver",
            (usage.ReceivedPerMonth * perReceived) + (SentPerMonth * sent.Of("function.Deliver")),
            runs.Seconds,
            runs.AtATime
        );
        AddRuns("Send", SentPerMonth * sent.Of("function.Send"), runs.Seconds, runs.AtATime);
        AddRuns("Tick", Ticks, runs.Seconds, runs.AtATime);
        var requests =
            (Visits * counts[Activities.WebOpen].Runs())
            + (usage.ReceivedPerMonth * usage.ReadPerReceived.Web * counts[Activities.WebRead].Runs());
        AddRuns("website, requests", requests, runs.Seconds, usage.RequestsPerInstance);
        AddRuns("website, open pages", Visits * usage.WebVisits.Minutes, 60, usage.RequestsPerInstance);
    }

    /// <summary>
    /// Instances are paid for while they have anything to do, at least for the shortest time; runs at the same time on one instance share it. Runs come at
    /// random, and so an instance with so many a second is busy for 1 − e^−(runs × time) of the time.
    /// </summary>
    private void AddRuns(string function, double runs, double seconds, double atATime)
    {
        var perSecond = runs / Usage.SecondsPerMonth;
        var instances = Math.Max(1, Math.Ceiling(perSecond * seconds / atATime));
        var time = Math.Max(seconds, prices.FunctionsShortestRunSeconds);
        var busy = instances * Usage.SecondsPerMonth * (1 - Math.Exp(-perSecond * time / instances));
        var cost = (busy * usage.FunctionsGB * prices.FunctionsPerGBSecond) + (runs * prices.FunctionsPerMillionRuns / 1_000_000);
        lines.Add(new BillLine("Functions", function, busy / 3600, "instance hours", cost));
    }

    private void AddListeners()
    {
        if (usage.Listener is ListenerHost.Vm)
        {
            var cost = prices.FirstVirtualMachinePerMonth + ((usage.Listeners - 1) * prices.NextVirtualMachinePerMonth);
            lines.Add(new BillLine("Listeners", "virtual machines", usage.Listeners, "machines", cost));
            return;
        }
        var (cpu, memory) = usage.Container;
        var second = (cpu * prices.ContainerPerVCpuSecond) + (memory * prices.ContainerPerGiBSecond);
        AddPrice("Listeners", "replicas", usage.Listeners, "replicas", second * Usage.SecondsPerMonth);
    }

    private void AddRest()
    {
        var read = (usage.ReceivedPerMonth * (usage.ReadPerReceived.Imap + usage.ReadPerReceived.Web)) + SentPerMonth;
        var leaving = read * usage.MessageOctets / Giga;
        AddBeyond("Network", "what leaves the region", leaving, prices.EgressFreeGB, prices.EgressPerGB);
        // Each process reads three secrets every five minutes, and asks once for a new certificate.
        AddPrice("Others", "Key Vault", (usage.Listeners + 1) * 4 * Ticks, "operations", prices.VaultPer10000 / 10_000);
        var (perMessage, perHour) = usage.LogOctets;
        var logged =
            ((usage.ReceivedPerMonth + SentPerMonth) * perMessage) + ((usage.Listeners + 1) * perHour * Usage.SecondsPerMonth / 3600);
        AddBeyond("Others", "Log Analytics", logged / Giga, prices.LogsFreeGB, prices.LogsPerGB);
        AddPrice("Others", "container registry", 1, "registry", prices.RegistryPerMonth);
        AddPrice("Others", "DNS zone", 1, "zone", prices.DnsZonePerMonth);
    }

    private void AddOperations(string item, Counts each, double times, string unit) =>
        AddPrice("Storage", item, times, unit, each.StorageCost(prices));

    private void AddPrice(string group, string item, double quantity, string unit, double price) =>
        lines.Add(new BillLine(group, item, quantity, unit, quantity * price));

    private void AddBeyond(string group, string item, double gigabytes, double free, double price) =>
        lines.Add(new BillLine(group, item, gigabytes, "GB", Math.Max(0, gigabytes - free) * price));
}
