using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Fetch;

/// <summary>What may stand behind the items of FETCH, in parentheses (RFC 4466 §2.4).</summary>
/// <param name="ChangedSince">Only messages that changed later (RFC 7162 §3.1.4.1); null: all.</param>
/// <param name="Vanished">Which of the UIDs are gone since then, too (RFC 7162 §3.2.6).</param>
/// <param name="Partial">Only these of the messages, counted before it is looked at what changed (RFC 9394 §3.3, §3.4); null: all.</param>
internal readonly record struct FetchModifiers(ModSeq? ChangedSince, bool Vanished, PartialRange? Partial)
{
    public static readonly FetchModifiers None;

    public static FetchModifiers Parse(ref ImapReader reader)
    {
        var modifiers = None;
        reader.Open();
        do modifiers = modifiers.With(ref reader);
        while (reader.TrySpace());
        reader.Close();
        return modifiers is { Vanished: true, ChangedSince: null }
            ? throw new ImapSyntaxException("VANISHED needs CHANGEDSINCE")
            : modifiers;
    }

    private FetchModifiers With(ref ImapReader reader)
    {
        if (ChangedSince is null && reader.TryWord("CHANGEDSINCE"u8))
        {
            reader.Space();
            // The grammar excludes zero, but Apple Mail sends it, and means all messages.
            return this with { ChangedSince = new ModSeq(reader.Number64()) };
        }
        if (Partial is null && reader.TryWord("PARTIAL"u8))
        {
            reader.Space();
            return this with { Partial = PartialRange.Parse(ref reader) };
        }
        return !Vanished && reader.TryWord("VANISHED"u8)
            ? this with
            {
                Vanished = true,
            }
            : throw new ImapSyntaxException("There is no such modifier, or it came before");
    }
}
