using System.Text.RegularExpressions;

namespace MailCloud.House.Tests;

/// <summary>A program warns of settings that nothing reads, and so the list of those that something reads is complete.</summary>
public partial class SettingNameTests
{
    private static readonly string ListFile = Path.Combine("src", "MailCloud.Mail", "Settings", "SettingNames.cs");

    [Fact]
    public void Every_setting_that_the_code_names_is_on_the_list()
    {
        var files = Repository.Files("src", "*.cs").Concat(Repository.Files("functions", "*.cs")).ToList();
        var list = Name()
            .Matches(File.ReadAllText(files.Single(file => file.EndsWith(ListFile, StringComparison.Ordinal))))
            .Select(Text)
            .ToList();
        var named = files
            .Where(file => !file.EndsWith(ListFile, StringComparison.Ordinal))
            .SelectMany(file => Quoted().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value));
        // Some names are only what others begin with: MAILCLOUD_ACME of MAILCLOUD_ACME__clientId.
        Assert.Empty(
            named
                .Distinct(StringComparer.Ordinal)
                .Where(name => !list.Any(known => known == name || known.StartsWith($"{name}__", StringComparison.Ordinal)))
        );
    }

    private static string Text(Match match) => match.Value;

    [GeneratedRegex("MAILCLOUD_[A-Za-z0-9_]+", RegexOptions.None, 1000)]
    private static partial Regex Name();

    // Whole names: not those that are put together from parts.
    [GeneratedRegex("\"(?<name>MAILCLOUD_[A-Za-z0-9_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
