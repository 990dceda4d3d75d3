namespace MailCloud.Cli.Tests;

internal static class PrivateFiles
{
    /// <summary>Asserts that only its owner may read and write this file. File modes are a Unix matter: the test is skipped on Windows.</summary>
    public static void AssertPrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no file modes");
        else
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
