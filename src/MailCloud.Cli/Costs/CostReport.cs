using System.Globalization;
using System.Text.Json;

namespace MailCloud.Cli.Costs;

/// <summary>Counts and bill as a person reads them, and as a program does.</summary>
internal sealed record CostReport(Usage Usage, Prices Prices, MeasuredCounts Counts, Bill Bill)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, IncludeFields = true };

    public IEnumerable<string> Lines()
    {
        yield return $"{Prices.Currency}, {Prices.Region}, {Prices.Date:yyyy-MM-dd} ({Prices.Source}); counts measured {Counts.Measured:yyyy-MM-dd}";
        yield return "";
        foreach (var line in ActivityTable())
            yield return line;
        yield return "";
        yield return FormattableString.Invariant(
            $"A month of {Usage.Mailboxes:#,0} mailboxes, {Usage.MessagesPerDay} messages of {Sizes.Format((long)Usage.MessageOctets)} a day each, {Usage.Listeners} listener(s), {Usage.PackOf:0.0} messages a pack in the busy hour"
        );
        yield return "";
        foreach (var line in BillTable())
            yield return line;
        yield return "";
        yield return FormattableString.Invariant($"A mailbox, a month            {Bill.PerMailbox:0.0000}");
        yield return FormattableString.Invariant($"An idle connection, an hour   {Bill.PerIdleConnectionHour:0.000000}");
    }

    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                Usage,
                Prices,
                Counts.Measured,
                Counts.Activities,
                Bill = new
                {
                    Bill.Lines,
                    Bill.Total,
                    Bill.PerMailbox,
                    Bill.PerIdleConnectionHour,
                },
            },
            Json
        );

    private IEnumerable<string> ActivityTable() =>
        TextTable.Of(
            ["once", "blob writes", "blob reads", "table", "queue", "runs", "storage, a million", "runs, a million"],
            Counts
                .Activities.OrderBy(activity => activity.Key, StringComparer.Ordinal)
                .Select(activity =>
                    new[]
                    {
                        activity.Key,
                        Number(activity.Value.BlobWrites()),
                        Number(activity.Value.BlobReads()),
                        Number(activity.Value.Tables()),
                        Number(activity.Value.Queues()),
                        Number(activity.Value.Runs()),
                        Money(activity.Value.StorageCost(Prices) * 1_000_000),
                        Money(activity.Value.RunCost(Prices, Usage.FunctionsGB) * 1_000_000),
                    }
                )
        );

    private IEnumerable<string> BillTable() =>
        TextTable.Of(
            ["what", "", "quantity", Prices.Currency],
            Bill.Lines.Select(line => new[] { $"{line.Group}: {line.Item}", line.Unit, Quantity(line.Quantity), Money(line.Cost) })
                .Append(["all", "", "", Money(Bill.Total)])
        );

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Quantity(double value) => value.ToString(value < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    private static string Money(double value) => value.ToString("#,0.00", CultureInfo.InvariantCulture);
}
