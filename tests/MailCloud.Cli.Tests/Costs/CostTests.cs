using System.Text.Json.Nodes;
using MailCloud.Testing;

namespace MailCloud.Cli.Tests.Costs;

public class CostTests
{
    private static readonly World World = new();

    [Fact]
    public async Task The_page_shows_what_the_command_prints()
    {
        var page = (
            await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "cost.md"), TestContext.Current.CancellationToken)
        ).Split("```");
        var shown = page.Where((_, place) => place % 2 == 1)
            .Where(block => block.StartsWith("\n$ mailcloud cost", StringComparison.Ordinal));
        var count = 0;
        foreach (var block in shown)
        {
            var lines = block.Trim('\n').Split('\n', 2);
            var run = await World.RunAsync(lines[0].Split(' ')[2..]);
            Assert.Equal(lines[1], run.Succeeded().Output.TrimEnd('\n'));
            count++;
        }
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Lines_add_up_to_the_whole_and_more_mailboxes_cost_more()
    {
        var (small, large) = (await BillAsync(1000), await BillAsync(2000));
        Assert.Equal((double)small["total"]!, small["lines"]!.AsArray().Sum(line => (double)line!["cost"]!), 6);
        Assert.True((double)large["total"]! > (double)small["total"]!);
    }

    [Fact]
    public async Task A_file_without_all_prices_is_refused()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"region": "here"}""", TestContext.Current.CancellationToken);
        (await World.RunAsync("cost", "--prices", file)).Complained(CommandLine.Usage, "--prices");
        File.Delete(file);
    }

    private static async Task<JsonNode> BillAsync(int mailboxes) =>
        JsonNode.Parse((await World.RunAsync("cost", "--json", "--mailboxes", $"{mailboxes}")).Succeeded().Output)!["bill"]!;
}
