using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MailCloud.Infra.Tests;

public partial class CompilationTests
{
    [Fact]
    public async Task The_compiler_and_the_linter_have_nothing_to_say()
    {
        var report = JsonNode.Parse(await Bicep.RunAsync("lint", Bicep.PathOf("infra/main.bicep"), "--diagnostics-format", "sarif"))!;

        var remarks = report["runs"]![0]!["results"]!.AsArray();
        Assert.True(remarks.Count == 0, remarks.ToJsonString());
    }

    /// <summary>What main.bicep does not reach, the linter would not see.</summary>
    [Fact]
    public void Every_file_is_used()
    {
        var used = Bicep
            .Files.SelectMany(file => References().Matches(File.ReadAllText(file)), (_, found) => found.Groups["name"].Value)
            .ToHashSet();

        Assert.Equal(["main.bicep"], Bicep.Files.Select(file => Path.GetFileName(file)!).Where(name => !used.Contains(name)));
    }

    [Fact]
    public async Task The_files_are_as_the_formatter_writes_them()
    {
        var folder = Directory.CreateTempSubdirectory("mailcloud-bicep-");
        try
        {
            File.Copy(Bicep.PathOf("bicepconfig.json"), Path.Combine(folder.FullName, "bicepconfig.json"));
            var copies = Bicep.Files.ToDictionary(file => file, file => Path.Combine(folder.FullName, Path.GetFileName(file)));
            foreach (var (file, copy) in copies)
                File.Copy(file, copy);

            await Bicep.RunAsync("format", "--pattern", Path.Combine(folder.FullName, "*.bicep"));

            Assert.All(copies, pair => Assert.Equal(File.ReadAllText(pair.Value), File.ReadAllText(pair.Key)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task No_key_is_asked_for_and_no_template_of_strangers_is_used()
    {
        var template = (await Bicep.CompileAsync()).ToJsonString();

        Assert.DoesNotMatch("(?i)list(Account)?(Keys|Sas|Secrets|Credentials)\\(", template);
        Assert.DoesNotContain("templateLink", template, StringComparison.Ordinal);
    }

    [GeneratedRegex("'(?:[./]*(?:bicep/)?)(?<name>[a-z-]+\\.bicep)'", RegexOptions.NonBacktracking)]
    private static partial Regex References();
}
