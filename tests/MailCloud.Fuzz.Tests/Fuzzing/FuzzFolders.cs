using MailCloud.Testing.Transcripts;

namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>Where inputs are.</summary>
internal static class FuzzFolders
{
    private static readonly string Tests = Path.GetDirectoryName(TranscriptFiles.Folder)!;

    /// <summary>Inputs that broke something once, a folder for each target.</summary>
    public static string Regressions { get; } = Path.Combine(Tests, "MailCloud.Fuzz.Tests", "Regressions");

    /// <summary>What this run finds; no part of the sources.</summary>
    public static string Found { get; } =
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Tests)!, "artifacts", "fuzz")).FullName;
}
