using System.Text.Json;

namespace MailCloud.Cli.Costs;

/// <summary>What each of <see cref="Costs.Activities"/> asks of storage, as it was measured on that day.</summary>
internal sealed record MeasuredCounts(DateOnly Measured, IReadOnlyDictionary<string, Counts> Activities)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Counts this[string activity] => Activities[activity];

    /// <summary>The counts that came with this program.</summary>
    public static MeasuredCounts Recorded()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Costs", "counts.json"));
        return JsonSerializer.Deserialize<MeasuredCounts>(file, Json)!;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
