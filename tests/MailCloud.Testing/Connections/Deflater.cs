using System.IO.Compression;

namespace MailCloud.Testing.Connections;

/// <summary>Compresses as a client does: what is given comes out at once, so that the other end can read it.</summary>
public sealed class Deflater
{
    private readonly MemoryStream compressed;
    private readonly DeflateStream stream;

    private Deflater(MemoryStream compressed, DeflateStream stream) => (this.compressed, this.stream) = (compressed, stream);

    public static Deflater Start()
    {
        var output = new MemoryStream();
        return new Deflater(output, new DeflateStream(output, CompressionLevel.Fastest));
    }

    /// <summary>The octets, compressed and flushed.</summary>
    public byte[] Compress(ReadOnlySpan<byte> octets)
    {
        stream.Write(octets);
        stream.Flush();
        var result = compressed.ToArray();
        compressed.SetLength(0);
        return result;
    }
}
