namespace MailCloud.Discovery.Tests;

/// <summary>Answers as they are to be, to the letter.</summary>
internal static class Golden
{
    public static void Same(string file, string text) =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)).TrimEnd('\n'), text);
}
