using System.Xml.Linq;

namespace MailCloud.Infra.Tests;

/// <summary>The C# files of a program: its project's, and those of all projects that it refers to.</summary>
internal static class SourceTree
{
    /// <param name="project">The project file, from the checkout.</param>
    public static string Of(string project)
    {
        var projects = new HashSet<string>(StringComparer.Ordinal);
        Visit(Path.GetFullPath(Bicep.PathOf(project)));
        return string.Join('\n', projects.SelectMany(FilesOf).Select(File.ReadAllText));

        void Visit(string file)
        {
            if (!projects.Add(file))
                return;
            foreach (var reference in XDocument.Load(file).Descendants("ProjectReference"))
                Visit(Path.GetFullPath(((string)reference.Attribute("Include")!).Replace('\\', '/'), Path.GetDirectoryName(file)!));
        }
    }

    private static IEnumerable<string> FilesOf(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        return Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split('/')[0] is not ("bin" or "obj"));
    }
}
