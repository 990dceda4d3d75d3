using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace MailCloud.Webmail.Assets;

/// <summary>The files of the page, as they were built into this program: each as it is, and made small by Brotli where that pays.</summary>
public sealed class PageFiles
{
    /// <summary>What the names of the embedded files begin with.</summary>
    private const string Prefix = "page/";

    private const string BrotliSuffix = ".br";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new()
    {
        Mappings =
        {
            [".js"] = "text/javascript; charset=utf-8",
            [".css"] = "text/css; charset=utf-8",
            [".html"] = "text/html; charset=utf-8",
        },
    };

    private readonly FrozenDictionary<string, PageFile> files;

    private PageFiles(FrozenDictionary<string, PageFile> files) => this.files = files;

    /// <summary>Those of this program; none if it was built without the page.</summary>
    public static PageFiles OfThisProgram { get; } = Read(typeof(PageFiles).Assembly);

    /// <summary>Null: there is no such file.</summary>
    /// <param name="path">Below the page's root, without a slash in front: <c>assets/index-4f2a.js</c>.</param>
    public PageFile? Find(string path) => files.GetValueOrDefault(path);

    internal static PageFiles Of(IEnumerable<(string Path, byte[] Content)> all)
    {
        var contents = all.ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        return new PageFiles(
            contents
                .Where(file => !file.Key.EndsWith(BrotliSuffix, StringComparison.Ordinal))
                .ToFrozenDictionary(
                    file => file.Key,
                    file => PageFile.Create(file.Key, file.Value, contents.GetValueOrDefault(file.Key + BrotliSuffix), TypeOf(file.Key)),
                    StringComparer.Ordinal
                )
        );
    }

    private static PageFiles Read(Assembly program) =>
        Of(
            program
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(name => (name[Prefix.Length..].Replace('\\', '/'), Read(program, name)))
        );

    private static byte[] Read(Assembly program, string name)
    {
        using var resource = program.GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string path) => ContentTypes.TryGetContentType(path, out var type) ? type : "application/octet-stream";
}

/// <summary>One file of the page.</summary>
/// <param name="Brotli">Null: it is not kept in that form.</param>
/// <param name="EntityTag">With its quotation marks (RFC 9110 §8.8.3).</param>
/// <param name="IsImmutable">Its name has a hash of its content, so that it never changes.</param>
public sealed record PageFile(byte[] Content, byte[]? Brotli, string ContentType, string EntityTag, bool IsImmutable)
{
    private const string HashedFolder = "assets/";
    private const int TagOctets = 12;

    internal static PageFile Create(string path, byte[] content, byte[]? brotli, string contentType) =>
        new(
            content,
            brotli,
            contentType,
            $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, TagOctets))}\"",
            path.StartsWith(HashedFolder, StringComparison.Ordinal)
        );
}
