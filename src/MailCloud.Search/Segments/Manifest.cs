using System.Collections.Immutable;
using Google.Protobuf;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Search.Segments;

/// <summary>The segments of an account's index, in order of age.</summary>
/// <param name="Version">Which manifest in storage this is; null: there is none.</param>
internal sealed record Manifest(ImmutableArray<SegmentInfo> Segments, string? Version)
{
    /// <summary>The account's manifest. One that cannot be read, or of another version, has no segments: what is not indexed is indexed anew.</summary>
    public static async ValueTask<Manifest> ReadAsync(IIndexStore store, AccountId account, CancellationToken cancellationToken)
    {
        if (await store.ReadManifestAsync(account, cancellationToken) is not { } stored)
            return new Manifest([], Version: null);
        try
        {
            var proto = Proto.Manifest.Parser.ParseFrom(stored.Content.Span);
            return new Manifest(proto.Version == IndexVersion.Current ? [.. proto.Segments.Select(Decode)] : [], stored.Version);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            return new Manifest([], stored.Version);
        }
    }

    public byte[] Encode()
    {
        var proto = new Proto.Manifest { Version = IndexVersion.Current };
        proto.Segments.AddRange(Segments.Select(Encode));
        return proto.ToByteArray();
    }

    private static Proto.Segment Encode(SegmentInfo segment) =>
        new()
        {
            Id = ByteString.CopyFrom(segment.Id.Value.ToByteArray(bigEndian: true)),
            First = segment.First.Value,
            Last = segment.Last.Value,
            Messages = (uint)segment.Messages,
            Octets = (uint)segment.Octets,
            DirectoryOctets = (uint)segment.DirectoryOctets,
            Written = segment.Written.ToUnixTimeSeconds(),
        };

    private static SegmentInfo Decode(Proto.Segment segment) =>
        new(
            new SegmentId(new Guid(segment.Id.Span, bigEndian: true)),
            new EmailId(segment.First),
            new EmailId(segment.Last),
            checked((int)segment.Messages),
            checked((int)segment.Octets),
            checked((int)segment.DirectoryOctets),
            DateTimeOffset.FromUnixTimeSeconds(segment.Written)
        );
}
