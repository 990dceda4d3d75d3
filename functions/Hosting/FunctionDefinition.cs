using System.Text.Json;

namespace MailCloud.Functions.Hosting;

/// <summary>A function as its <c>function.json</c> declares it. It is named after the file's folder.</summary>
public sealed record FunctionDefinition(string Name, Trigger Trigger)
{
    /// <summary>All functions below the folder of <c>host.json</c>, in order of name.</summary>
    /// <exception cref="FormatException">A file is not what we know.</exception>
    public static IReadOnlyList<FunctionDefinition> ReadAll(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(each => Path.Combine(each, "function.json"))
                .Where(File.Exists)
                .Order(StringComparer.Ordinal)
                .Select(Read),
        ];

    private static FunctionDefinition Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var trigger = json.RootElement.GetProperty("bindings").EnumerateArray().Single(IsTrigger);
            return new FunctionDefinition(Path.GetFileName(Path.GetDirectoryName(file))!, Read(trigger));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or NotSupportedException)
        {
            throw new FormatException($"{file} does not declare a function with one trigger that is known here.", e);
        }
    }

    private static bool IsTrigger(JsonElement binding) => Text(binding, "type").EndsWith("Trigger", StringComparison.Ordinal);

    private static Trigger Read(JsonElement binding) =>
        Text(binding, "type") switch
        {
            "queueTrigger" => new QueueTrigger(Text(binding, "name"), Text(binding, "queueName"), Text(binding, "connection")),
            "timerTrigger" => new TimerTrigger(Text(binding, "name"), Text(binding, "schedule")),
            "httpTrigger" => new HttpTrigger(
                Text(binding, "name"),
                Text(binding, "route"),
                [.. binding.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!)]
            ),
            var other => throw new NotSupportedException(other),
        };

    private static string Text(JsonElement binding, string property) => binding.GetProperty(property).GetString()!;
}

/// <summary>What starts a function.</summary>
/// <param name="Binding">What the trigger's data is called in the host's envelope.</param>
public abstract record Trigger(string Binding);

/// <param name="Connection">The application setting that says where the queue is.</param>
public sealed record QueueTrigger(string Binding, string Queue, string Connection) : Trigger(Binding);

/// <param name="Schedule">Six fields: second, minute, hour, day, month, day of the week, in UTC.</param>
public sealed record TimerTrigger(string Binding, string Schedule) : Trigger(Binding);

/// <param name="Route">The path: a template, without a slash in front.</param>
public sealed record HttpTrigger(string Binding, string Route, IReadOnlyList<string> Methods) : Trigger(Binding);
