using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Fetch;

/// <summary>Every item there is, by name.</summary>
internal static class FetchItems
{
    private static readonly ImmutableArray<FetchItem> Named =
    [
        RecordItems.Uid,
        RecordItems.Flags,
        RecordItems.InternalDate,
        RecordItems.Size,
        RecordItems.ModSeq,
        RecordItems.SaveDate,
        RecordItems.EmailId,
        RecordItems.ThreadId,
        EnvelopeItem.Envelope,
        StructureItems.Body,
        StructureItems.BodyStructure,
        PreviewItem.Preview,
        SectionItem.Rfc822,
        SectionItem.Rfc822Header,
        SectionItem.Rfc822Text,
    ];

    /// <summary><c>fetch-att</c> (RFC 9051 §9).</summary>
    public static FetchItem Parse(ref ImapReader reader)
    {
        if (reader.TryText("BODY.PEEK["u8))
            return SectionGrammar.Parse(ref reader, peek: true);
        if (reader.TryText("BODY["u8))
            return SectionGrammar.Parse(ref reader, peek: false);
        if (reader.TryText("BINARY.PEEK["u8))
            return SectionGrammar.ParseBinary(ref reader, peek: true);
        if (reader.TryText("BINARY["u8))
            return SectionGrammar.ParseBinary(ref reader, peek: false);
        if (reader.TryText("BINARY.SIZE["u8))
            return SectionGrammar.ParseBinarySize(ref reader);
        var item = Find(reader.Atom());
        if (ReferenceEquals(item, PreviewItem.Preview))
            PreviewItem.TakeModifiers(ref reader);
        return item;
    }

    private static FetchItem Find(ReadOnlySpan<byte> name)
    {
        foreach (var item in Named)
            if (Ascii.EqualsIgnoreCase(name, item.Label))
                return item;
        throw new ImapSyntaxException("There is no such item to fetch");
    }
}
