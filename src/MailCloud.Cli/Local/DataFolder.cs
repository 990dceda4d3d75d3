using System.CommandLine;
using MailCloud.Local;

namespace MailCloud.Cli.Local;

/// <summary>The folder in which one <c>mailcloud up</c> keeps everything: storage, certificates, passwords, and while it runs, how to reach it.</summary>
internal sealed class DataFolder(DirectoryInfo folder)
{
    /// <summary>The environment variable that names the folder when <c>--data</c> does not.</summary>
    public const string Variable = "MAILCLOUD_DATA";

    private const string DefaultName = ".mailcloud";

    public string Path => folder.FullName;

    /// <summary>Azurite's own folder.</summary>
    public string Azurite => In("azurite");

    /// <summary>Keys and the secrets of mail that goes out, unless a setting names another place.</summary>
    public string Secrets => In("secrets");

    /// <summary>The passwords of the demonstration accounts.</summary>
    public string Passwords => In("passwords.json");

    private string Ready => In("ready.json");

    private string Lock => In("up.lock");

    public static Option<DirectoryInfo> Option(CommandContext context) =>
        new("--data")
        {
            Description = $"The folder of `mailcloud up` [default: ${Variable}, else {DefaultName}]",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo(context.Variable(Variable) is { Length: > 0 } named ? named : DefaultName),
        };

    /// <summary>Makes the folder this process's until the lock is disposed.</summary>
    /// <exception cref="SetupException">Another process has it, or it cannot be made.</exception>
    public FolderLock Take()
    {
        try
        {
            PrivateFile.CreateFolder(Path);
            return FolderLock.TryTake(Lock)
                ?? throw new SetupException($"Another `mailcloud up` runs on {Path}: stop it, or choose another folder with --data.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The folder {Path} cannot be used ({e.Message}): choose another one with --data.", e);
        }
    }

    /// <summary>How to reach the instance that runs on this folder; <c>null</c> if none does, or it is still starting.</summary>
    public ReadyInfo? ReadRunning()
    {
        if (!File.Exists(Ready))
            return null;
        using var free = FolderLock.TryTake(Lock);
        return free is null ? ReadyInfo.Read(Ready) : null;
    }

    public void Announce(ReadyInfo ready) => ready.Write(Ready);

    /// <summary>Takes the announcement back. A killed process does not get here: readers look at the lock too.</summary>
    public void Withdraw() => File.Delete(Ready);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
