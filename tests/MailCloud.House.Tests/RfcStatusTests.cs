using System.Text.RegularExpressions;

namespace MailCloud.House.Tests;

/// <summary>Keeps docs/rfc-status.md true: what the code cites is in the table, and what the table claims is cited.</summary>
public partial class RfcStatusTests
{
    private static readonly string[] Statuses = ["yes", "partial", "no"];

    private static readonly IReadOnlyDictionary<int, string> Table = ReadTable();

    private static readonly HashSet<int> Cited = ReadCitations("src", "functions");

    [Fact]
    public void Every_rfc_that_the_code_cites_has_a_row() => Assert.Empty(Cited.Except(Table.Keys).Order());

    [Fact]
    public void Every_row_has_a_status_that_means_something() =>
        Assert.Empty(
            Table.Where(row => !Statuses.Contains(row.Value, StringComparer.Ordinal)).Select(row => $"RFC {row.Key}: {row.Value}")
        );

    [Fact]
    public void Every_rfc_that_we_claim_is_cited_where_it_is_done() =>
        Assert.Empty(Table.Where(row => row.Value is "yes" or "partial").Select(row => row.Key).Except(Cited).Order());

    [Fact]
    public void Sections_are_cited_in_one_form_so_that_they_can_be_found() =>
        Assert.Empty(
            from file in Repository.Files("src", "*.cs")
            from line in File.ReadLines(file)
            where OtherCitation().IsMatch(line)
            select $"{Repository.Relative(file)}: {line.Trim()}"
        );

    private static Dictionary<int, string> ReadTable() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs/rfc-status.md"))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .ToDictionary(row => int.Parse(row.Groups["rfc"].ValueSpan), row => row.Groups["status"].Value);

    private static HashSet<int> ReadCitations(params string[] folders) =>
        [
            .. folders
                .SelectMany(folder => Repository.Files(folder, "*.cs").Concat(Repository.Files(folder, "*.proto")))
                .SelectMany(file => Citation().Matches(File.ReadAllText(file)))
                .Select(citation => int.Parse(citation.Groups["rfc"].ValueSpan)),
        ];

    [GeneratedRegex(@"^\| *(?<rfc>\d{3,5}) *\|[^|]*\| *(?<status>\w+) *\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bRFC (?<rfc>\d{3,5})\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Citation();

    // "RFC5321", "rfc 5321", "RFC 5321 section 4" cannot be searched for as one.
    [GeneratedRegex(@"\bRFC(?!822)\d|\brfc \d|\bRFC \d+,? [Ss]ection", RegexOptions.None, 1000)]
    private static partial Regex OtherCitation();
}
