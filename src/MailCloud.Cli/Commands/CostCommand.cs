using System.CommandLine;
using MailCloud.Cli.Costs;
using MailCloud.Cli.Costs.Measuring;
using MailCloud.Functions.Hosting;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud cost</c>: what the service costs in Azure, from what it was measured to ask of storage.</summary>
internal static class CostCommand
{
    public static Command Create(CommandContext context)
    {
        var mailboxes = new Option<int>("--mailboxes") { Description = "How many there are", DefaultValueFactory = _ => 1000 };
        var messages = new Option<double>("--messages-per-day")
        {
            Description = "How many messages come to one",
            DefaultValueFactory = _ => 40,
        };
        var size = new Option<string>("--size")
        {
            Description = "The size of a message, such as 75K or 2M",
            DefaultValueFactory = _ => "75K",
        };
        var listener = new Option<ListenerHost>("--listener")
        {
            Description = "Where listeners run: containerapp or vm",
            DefaultValueFactory = _ => ListenerHost.ContainerApp,
        };
        var prices = new Option<FileInfo?>("--prices") { Description = "A file of prices in place of the built-in one", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "For programs" };
        var measure = new Option<bool>("--measure")
        {
            Description = "Count anew, on a fresh Azurite, what the service asks of storage, and print the counts",
        };
        var command = new Command("cost", "What the service costs in Azure, a month")
        {
            mailboxes,
            messages,
            size,
            listener,
            prices,
            json,
            measure,
        };
        size.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && !Sizes.TryParse(given.Value, out _))
                result.AddError("--size is a number of octets, such as 75K or 2M.");
        });
        mailboxes.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && (!int.TryParse(given, out var number) || number < 1))
                result.AddError("--mailboxes is a whole number, 1 or more.");
        });
        command.SetAction(
            async (parsed, cancel) =>
            {
                if (parsed.GetValue(measure))
                {
                    context.Terminal.Say((await Measurement.RunAsync(cancel)).ToJson());
                    return CommandLine.Success;
                }
                var octets = Sizes.TryParse(parsed.GetRequiredValue(size), out var number) ? number : 0;
                var usage = new Usage(parsed.GetValue(mailboxes), parsed.GetValue(messages), octets, parsed.GetValue(listener));
                var list = parsed.GetValue(prices) is { } file ? Prices.Read(file) : Prices.BuiltIn();
                var counts = MeasuredCounts.Recorded();
                var triggers = FunctionFiles.OfThisProgram().Functions.Count(function => function.Trigger is QueueTrigger);
                var report = new CostReport(usage, list, counts, new Bill(usage, list, counts, triggers));
                foreach (var line in parsed.GetValue(json) ? [report.ToJson()] : report.Lines())
                    context.Terminal.Say(line);
                return CommandLine.Success;
            }
        );
        return command;
    }
}
