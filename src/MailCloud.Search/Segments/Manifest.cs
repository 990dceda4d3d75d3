using System.Collections.Immutable;
using Google.Protobuf;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Search.Segments;

/// <summary>A segment that a manifest named once.</summary>
/// <param name="Since">When the first manifest was written that does not name it.</param>
internal readonly record struct ReplacedSegment(SegmentId Id, DateTimeOffset Since);

/// <summary>The segments of an account's index, in order of age.</summary>
/// <param name="Version">Which manifest in storage this is; null: there is none.</param>
internal sealed record Manifest(ImmutableArray<SegmentInfo> Segments, string? Version)
{
    /// <summary>Segments that were replaced lately; whoever has read an earlier manifest may still be reading them.</summary>
    public ImmutableArray<ReplacedSegment> Replaced { get; init; } = [];

    /// <summary>The account's manifest. One that cannot be read, or of another version, has no segments: what is not indexed is indexed anew.</summary>
    public static async ValueTask<Manifest> ReadAsync(IIndexStore store, AccountId account, CancellationToken cancellationToken)
    {
        if (await store.ReadManifestAsync(account, cancellationToken) is not { } stored)
            return new Manifest([], Version: null);
        try
        {
            var proto = Proto.Manifest.Parser.ParseFrom(stored.Content.Span);
            return proto.Version == IndexVersion.Current
                ? new Manifest([.. proto.Segments.Select(Decode)], stored.Version) { Replaced = [.. proto.Replaced.Select(Decode)] }
                : new Manifest([], stored.Version);
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
        proto.Replaced.AddRange(Replaced.Select(Encode));
        return proto.ToByteArray();
    }

    private static Proto.Segment Encode(SegmentInfo segment) =>
        new()
        {
            Id = Encode(segment.Id),
            First = segment.First.Value,
            Last = segment.Last.Value,
            Messages = (uint)segment.Messages,
            Octets = (uint)segment.Octets,
            DirectoryOctets = (uint)segment.DirectoryOctets,
            TermsLength = (uint)segment.TermsLength,
            Written = segment.Written.ToUnixTimeSeconds(),
        };

    private static Proto.Replaced Encode(ReplacedSegment replaced) =>
        new() { Id = Encode(replaced.Id), Since = replaced.Since.ToUnixTimeSeconds() };

    private static ByteString Encode(SegmentId id) => ByteString.CopyFrom(id.Value.ToByteArray(bigEndian: true));

    private static SegmentInfo Decode(Proto.Segment segment) =>
        new(
            Decode(segment.Id),
            new EmailId(segment.First),
            new EmailId(segment.Last),
            checked((int)segment.Messages),
            checked((int)segment.Octets),
            checked((int)segment.DirectoryOctets),
            checked((int)segment.TermsLength),
            DateTimeOffset.FromUnixTimeSeconds(segment.Written)
        );

    private static ReplacedSegment Decode(Proto.Replaced replaced) =>
        new(Decode(replaced.Id), DateTimeOffset.FromUnixTimeSeconds(replaced.Since));

    private static SegmentId Decode(ByteString id) => new(new Guid(id.Span, bigEndian: true));
}
