using System.Text.Json.Serialization;

namespace MailCloud.Cli.Costs;

/// <summary>
/// How often each operation was asked for: <c>blob.PutBlob</c>, <c>table.GetEntity</c> and so on, and <c>function.Deliver</c> for a run of a function.
/// Fractions are of what was measured over many messages or seconds.
/// </summary>
[JsonConverter(typeof(CountsConverter))]
internal sealed record Counts(IReadOnlyDictionary<string, double> Operations)
{
    public double Of(params ReadOnlySpan<string> operations)
    {
        var sum = 0.0;
        foreach (var operation in operations)
            sum += Operations.GetValueOrDefault(operation);
        return sum;
    }

    /// <summary>All of which the name begins so.</summary>
    public double All(string prefix) =>
        Operations.Where(each => each.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(each => each.Value);

    /// <summary>The same for one of so many, to three digits.</summary>
    public Counts Per(double many) =>
        new(Operations.ToDictionary(each => each.Key, each => Math.Round(each.Value / many, 3), StringComparer.Ordinal));
}
