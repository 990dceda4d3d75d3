using MailCloud.Testing.Transcripts;

namespace MailCloud.Browser.Tests;

/// <summary>The scripts in <c>browser/specs</c>: each drives a browser, or another client, through one part of the webmail.</summary>
internal static class Scripts
{
    private const string Suffix = ".spec.mjs";

    public static string Root { get; } = Path.Combine(Path.GetDirectoryName(TranscriptFiles.Folder)!, "MailCloud.Browser.Tests", "browser");

    /// <summary>Where the page's sources are.</summary>
    public static string Page { get; } = Path.Combine(Root, "../../../src/MailCloud.Webmail/app");

    /// <summary>Their names, in order.</summary>
    public static IEnumerable<string> Names { get; } =
        Directory
            .GetFiles(Path.Combine(Root, "specs"), $"*{Suffix}")
            .Select(file => Path.GetFileName(file)[..^Suffix.Length])
            .Order(StringComparer.Ordinal);

    public static string FileOf(string name) => Path.Combine(Root, "specs", name + Suffix);
}
