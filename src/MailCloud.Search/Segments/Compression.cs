using System.IO.Compression;

namespace MailCloud.Search.Segments;

/// <summary>The blocks of a segment. Zlib's checksum is in each, so what was damaged is not read as something else.</summary>
internal static class Compression
{
    public static byte[] Compress(ReadOnlySpan<byte> content)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(content);
        return compressed.ToArray();
    }

    /// <exception cref="InvalidDataException">The block is damaged, or another one.</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> block, int length)
    {
        var content = new byte[length];
        using var zlib = new ZLibStream(new MemoryStream(block.ToArray(), writable: false), CompressionMode.Decompress);
        if (zlib.ReadAtLeast(content, length, throwOnEndOfStream: false) != length || zlib.ReadByte() >= 0)
            throw new InvalidDataException("A block of a text index has another length than its directory says.");
        return content;
    }

    /// <summary>Decompresses a block whose content's length nobody told.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> block)
    {
        using var zlib = new ZLibStream(new MemoryStream(block.ToArray(), writable: false), CompressionMode.Decompress);
        var content = new MemoryStream();
        zlib.CopyTo(content);
        return content.ToArray();
    }
}
