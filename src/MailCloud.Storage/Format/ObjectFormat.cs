using System.Collections.Immutable;
using Google.Protobuf;
using MailCloud.Storage.Objects;

namespace MailCloud.Storage.Format;

/// <summary>What an account has besides mail, as <c>objects.proto</c> describes it.</summary>
internal static class ObjectFormat
{
    public static byte[] Encode(ObjectsHead head)
    {
        var encoded = new Proto.ObjectsHead
        {
            Version = FormatVersion.Current,
            Counter = head.Counter,
            Start = head.Start,
        };
        encoded.Commits.AddRange(head.Commits.Select(commit => ByteString.CopyFrom(commit.ToByteArray(bigEndian: true))));
        foreach (var (kind, state) in head.Kinds)
            encoded.Kinds.Add(
                new Proto.ObjectsOfKind
                {
                    Kind = kind,
                    State = state.State,
                    Oldest = state.Oldest,
                    Removed = (uint)state.Removed,
                }
            );
        return encoded.ToByteArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static ObjectsHead DecodeHead(byte[] body) => StoredDamage.Guard("The head of an account's objects", body, ReadHead);

    public static byte[] Encode(ReadOnlyMemory<byte> content) =>
        new Proto.ObjectRow { Version = FormatVersion.Current, Content = ByteString.CopyFrom(content.Span) }.ToByteArray();

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static ReadOnlyMemory<byte> DecodeContent(byte[] body) => StoredDamage.Guard("An object", body, ReadContent);

    private static ObjectsHead ReadHead(byte[] body)
    {
        var encoded = Proto.ObjectsHead.Parser.ParseFrom(body);
        FormatVersion.Require(encoded.Version, "The head of an account's objects");
        return new ObjectsHead(
            encoded.Counter,
            encoded.Start,
            [.. encoded.Commits.Select(commit => new Guid(commit.Span, bigEndian: true))],
            encoded.Kinds.ToImmutableSortedDictionary(
                kind => kind.Kind,
                kind => new KindState(kind.State, kind.Oldest, (int)kind.Removed),
                StringComparer.Ordinal
            )
        );
    }

    private static ReadOnlyMemory<byte> ReadContent(byte[] body)
    {
        var encoded = Proto.ObjectRow.Parser.ParseFrom(body);
        FormatVersion.Require(encoded.Version, "An object");
        return encoded.Content.Memory;
    }
}
