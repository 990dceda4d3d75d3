using Xunit;

namespace MailCloud.Testing;

/// <summary>
/// Real and crafted messages to test with: the folder <c>shared/corpora</c> beside the checkout. They are not part of it; a test that
/// asks for them where they are missing is skipped with that reason.
/// </summary>
public static class Corpora
{
    private static readonly string? Root = FindRoot();

    /// <summary>Whether they are there; for what does without them, rather than not at all.</summary>
    public static bool Exist => Root is not null;

    /// <summary>Where they are, for programs that read them themselves; null: nowhere.</summary>
    public static string? Folder => Root;

    /// <summary>Every file that holds one whole message, by its path below the corpora.</summary>
    public static IEnumerable<CorpusFile> Messages() =>
        Files("mime")
            .Where(IsMessage)
            .Concat(Files("spamassassin/data").Where(file => file.Name.EndsWith(".txt", StringComparison.Ordinal)));

    /// <summary>All files below a folder of the corpora, in a fixed order.</summary>
    public static IEnumerable<CorpusFile> Files(string folder)
    {
        var root = RootOrSkip();
        return Directory
            .EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
            .Select(path => new CorpusFile(Path.GetRelativePath(root, path).Replace('\\', '/'), path))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
    }

    /// <summary>One file of the corpora.</summary>
    public static CorpusFile File(string name) => new(name, Path.Combine(RootOrSkip(), name));

    private static bool IsMessage(CorpusFile file) =>
        file.Name.EndsWith(".eml", StringComparison.Ordinal)
        || file.Name.Contains("/data/msg_", StringComparison.Ordinal)
        || file.Name.EndsWith("/sample_output_multipart", StringComparison.Ordinal);

    private static string RootOrSkip()
    {
        Assert.SkipWhen(Root is null, "There is no folder shared/corpora beside the checkout.");
        return Root ?? "";
    }

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var corpora = Path.Combine(folder.FullName, "shared", "corpora");
            if (Directory.Exists(corpora))
                return corpora;
        }
        return null;
    }
}

/// <param name="Name">The path below the corpora, with slashes.</param>
/// <param name="Path">The path in the file system.</param>
public sealed record CorpusFile(string Name, string Path)
{
    public byte[] Read() => System.IO.File.ReadAllBytes(Path);

    public override string ToString() => Name;
}
