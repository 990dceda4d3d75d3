using System.Text;

namespace MailCloud.Local;

/// <summary>Files that hold secrets: only their owner may read them, and a reader sees the old content or the new, never half of it.</summary>
public static class PrivateFile
{
    /// <summary>Makes a folder that only its owner may enter. An existing folder keeps its mode.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Replaces <paramref name="path"/> with <paramref name="content"/> (UTF-8, mode 0600).</summary>
    public static void Write(string path, string content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(temporary, new UTF8Encoding(false), options))
            writer.Write(content);
        File.Move(temporary, path, overwrite: true);
    }
}
