using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MailCloud.Cli.Probes;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud probe [HOST] [--web URL] [--account ADDRESS] [--json]</c>: whether a service works, as its users see it.</summary>
internal static class ProbeCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(CommandContext context)
    {
        var command = new Command("probe", "Ask each port and the website of a service, from outside, whether it works");
        var options = new ProbeOptions(command, context);
        var json = new Option<bool>("--json") { Description = "Print what was found as JSON" };
        var wait = new Option<TimeSpan>("--wait") { Description = "Ask again for this long until all is well, h:mm:ss", HelpName = "TIME" };
        command.Add(json);
        command.Add(wait);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var probe = new Probe(await options.ReadAsync(parsed, cancel), context.Time);
                var results = await RunAsync(context, probe, parsed.GetValue(wait), cancel);
                if (parsed.GetValue(json))
                    context.Terminal.Say(JsonSerializer.Serialize(results.Select(Show), Format));
                else
                    context.Terminal.Checklist(["What", "Time", "Seen"], results.Select(Row));
                return results.Any(result => result.Mark is Mark.Bad) ? CommandLine.Failed : CommandLine.Success;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<ProbeResult>> RunAsync(
        CommandContext context,
        Probe probe,
        TimeSpan wait,
        CancellationToken cancel
    )
    {
        var began = context.Time.GetTimestamp();
        while (true)
        {
            var results = await probe.RunAsync(cancel);
            if (results.All(result => result.Mark is not Mark.Bad) || context.Time.GetElapsedTime(began) >= wait)
                return results;
            var failed = results.Where(result => result.Mark is Mark.Bad).Select(result => result.What);
            context.Terminal.Note($"Not yet: {string.Join(", ", failed)}. They are asked again in {Pause.TotalSeconds:0} seconds …");
            await Task.Delay(Pause, context.Time, cancel);
        }
    }

    private static object Show(ProbeResult result) =>
        new
        {
            result.What,
            State = Word(result.Mark),
            Milliseconds = (long)result.Took.TotalMilliseconds,
            result.Detail,
        };

    private static ChecklistRow Row(ProbeResult result) =>
        new(
            result.Mark,
            Word(result.Mark),
            [result.What, string.Create(CultureInfo.InvariantCulture, $"{result.Took.TotalMilliseconds:0} ms"), result.Detail]
        );

    private static string Word(Mark mark) =>
        mark switch
        {
            Mark.Good => "works",
            Mark.Bad => "fails",
            _ => "doubtful",
        };
}
