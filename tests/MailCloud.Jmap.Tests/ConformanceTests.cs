using System.Text.RegularExpressions;
using MailCloud.Testing;

namespace MailCloud.Jmap.Tests;

/// <summary>Keeps the table of methods in docs/rfc-status.md true: each method has a row, and each row names the tests that show it.</summary>
public partial class ConformanceTests
{
    private static readonly string[] Statuses = ["yes", "partial"];

    private static readonly IReadOnlyDictionary<string, (string Status, string Tests)> Table = ReadTable();

    [Fact]
    public void Each_method_has_a_row() => Assert.Empty(JmapMethods.All.Select(method => method.Name).Except(Table.Keys).Order());

    [Fact]
    public void Each_row_is_a_methods() => Assert.Empty(Table.Keys.Except(JmapMethods.All.Select(method => method.Name)).Order());

    [Fact]
    public void Each_row_has_a_status_that_means_something() =>
        Assert.Empty(Table.Where(row => !Statuses.Contains(row.Value.Status)).Select(row => $"{row.Key}: {row.Value.Status}"));

    [Fact]
    public void Each_row_names_tests_that_call_the_method()
    {
        var classes = typeof(ConformanceTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Table.Where(row => !classes.Contains(row.Value.Tests)).Select(row => $"{row.Key}: {row.Value.Tests}"));
    }

    [Fact]
    public void Each_method_is_there_once() =>
        Assert.Empty(JmapMethods.All.GroupBy(method => method.Name).Where(group => group.Count() > 1).Select(group => group.Key));

    private static Dictionary<string, (string Status, string Tests)> ReadTable() =>
        File.ReadLines(Path.Combine(Checkout.Root, "docs/rfc-status.md"))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .ToDictionary(
                row => row.Groups["method"].Value,
                row => (row.Groups["status"].Value, row.Groups["tests"].Value),
                StringComparer.Ordinal
            );

    // | Mailbox/get | yes | MailboxGetTests | notes |
    [GeneratedRegex(
        @"^\| *(?<method>\w+/\w+) *\| *(?<status>\w+) *\| *(?<tests>\w+) *\|",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Row();
}
