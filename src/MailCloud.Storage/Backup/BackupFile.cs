using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace MailCloud.Storage.Backup;

/// <summary>A file of messages, each behind its length, compressed as a whole.</summary>
internal sealed class BackupFile : IAsyncDisposable
{
    private const int LengthOctets = 4;

    // A row has 1 MiB at most.
    private const int MaxOctets = 4 * 1024 * 1024;

    private readonly FileStream file;
    private readonly GZipStream compressed;

    private BackupFile(FileStream file)
    {
        this.file = file;
        compressed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>How many messages were written.</summary>
    public long Count { get; private set; }

    public static BackupFile Create(string path) => new(new FileStream(path, FileMode.CreateNew, FileAccess.Write));

    public async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        var octets = new byte[LengthOctets + message.CalculateSize()];
        BinaryPrimitives.WriteInt32LittleEndian(octets, octets.Length - LengthOctets);
        message.WriteTo(octets.AsSpan(LengthOctets));
        await compressed.WriteAsync(octets, cancellationToken);
        Count++;
    }

    /// <summary>When this has returned, the file survives a crash of the machine.</summary>
    public async ValueTask DisposeAsync()
    {
        await compressed.DisposeAsync();
        file.Flush(flushToDisk: true);
        await file.DisposeAsync();
    }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        string path,
        MessageParser<T> parser,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : IMessage<T>
    {
        await using var compressedFile = File.OpenRead(path);
        await using var content = new GZipStream(compressedFile, CompressionMode.Decompress);
        var prefix = new byte[LengthOctets];
        while (true)
        {
            var read = await content.ReadAtLeastAsync(prefix, LengthOctets, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                yield break;
            var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
            if (read < LengthOctets || length is < 0 or > MaxOctets)
                throw new InvalidDataException($"{path} is damaged.");
            var octets = new byte[length];
            await content.ReadExactlyAsync(octets, cancellationToken);
            yield return parser.ParseFrom(octets);
        }
    }
}
