namespace MailCloud.House.Tests;

/// <summary>What every source file keeps to.</summary>
public class FileTests
{
    private static readonly string[] Folders = ["src", "functions", "tests"];

    private static readonly string[] Patterns = ["*.cs", "*.ts", "*.tsx", "*.css", "*.mjs"];

    private static IEnumerable<string> Sources =>
        Folders.SelectMany(folder => Patterns.SelectMany(pattern => Repository.Files(folder, pattern)));

    [Fact]
    public void No_file_is_longer_than_a_reader_holds_in_mind()
    {
        const int limit = 500;
        Assert.Empty(
            Sources.Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count())).Where(file => file.Lines > limit)
        );
    }

    [Fact]
    public void No_type_is_named_after_a_pattern_instead_of_its_meaning()
    {
        string[] endings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Processor", "Base"];
        Assert.Empty(
            Sources
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Where(name => endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
        );
    }

    [Fact]
    public void Nothing_is_left_unfinished_behind_a_mark()
    {
        string[] marks = ["NotImplemented" + "Exception", "TO" + "DO", "FIX" + "ME", "HA" + "CK"];
        Assert.Empty(
            from file in Sources
            from line in File.ReadLines(file)
            where marks.Any(mark => line.Contains(mark, StringComparison.Ordinal))
            select $"{Repository.Relative(file)}: {line.Trim()}"
        );
    }
}
