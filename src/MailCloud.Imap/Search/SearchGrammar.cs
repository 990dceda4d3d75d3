using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>Reads <c>search-key</c> (RFC 9051 §9) into conditions. What a client can make us do for each message is bounded here.</summary>
/// <param name="charset">What strings are in.</param>
internal sealed class SearchGrammar(Encoding charset)
{
    private const int MaxDepth = 100;
    private const int MaxKeys = 1000;

    /// <summary>Each is compared with all text of each message.</summary>
    private const int MaxBodyTexts = 20;

    /// <summary>Strings of all keys together: each is compared with fields of each message.</summary>
    private const int MaxTexts = 100;

    private int depth;
    private int keys;
    private int texts;
    private int bodyTexts;

    /// <summary>MODSEQ was among the keys.</summary>
    public bool HasModSeq { get; private set; }

    /// <summary>Sequence numbers or <c>$</c> were among the keys.</summary>
    public bool NamesMessages { get; private set; }

    /// <summary>Keys parted by spaces, up to the end of the command.</summary>
    public SearchCondition Keys(ref ImapReader reader)
    {
        var conditions = ImmutableArray.CreateBuilder<SearchCondition>();
        do conditions.Add(Key(ref reader));
        while (reader.TrySpace());
        return conditions.Count == 1 ? conditions[0] : new AndCondition(conditions.ToImmutable());
    }

    /// <summary>A key behind a space.</summary>
    public SearchCondition Argument(ref ImapReader reader)
    {
        reader.Space();
        return Key(ref reader);
    }

    /// <summary>A string behind a space, in the charset that the client named.</summary>
    public string Text(ref ImapReader reader)
    {
        if (++texts > MaxTexts)
            throw new ImapSyntaxException($"At most {MaxTexts} texts can be looked for");
        reader.Space();
        try
        {
            return charset.GetString(reader.AStringOctets());
        }
        catch (DecoderFallbackException)
        {
            throw new ImapSyntaxException("A string is not in its charset");
        }
    }

    /// <summary>A string behind a space that all text of the messages is searched for.</summary>
    public string BodyText(ref ImapReader reader)
    {
        if (++bodyTexts > MaxBodyTexts)
            throw new ImapSyntaxException($"At most {MaxBodyTexts} texts can be looked for in bodies");
        var text = Text(ref reader);
        return text.Length <= TextQuery.MaxLength ? text : throw new ImapSyntaxException("Too long a text to look for");
    }

    /// <summary>
    /// What follows MODSEQ (RFC 7162 §3.1.5): a number, before which may stand the name of a flag whose changes alone count, and whose. Flags have no
    /// MODSEQ of their own here, so each change of the message counts, as the RFC allows.
    /// </summary>
    public SearchCondition ModSeq(ref ImapReader reader)
    {
        HasModSeq = true;
        reader.Space();
        if (reader.Peek == (byte)'"')
        {
            if (!reader.String().StartsWith("/flags/", StringComparison.OrdinalIgnoreCase))
                throw new ImapSyntaxException("Only flags have a MODSEQ");
            reader.Space();
            if (!reader.TryWord("all"u8) && !reader.TryWord("priv"u8) && !reader.TryWord("shared"u8))
                throw new ImapSyntaxException("Expected \"all\", \"priv\" or \"shared\"");
            reader.Space();
        }
        return new ModSeqCondition(new ModSeq(reader.Number64()));
    }

    /// <summary>A set of UIDs behind a space.</summary>
    public SearchCondition Uids(ref ImapReader reader)
    {
        reader.Space();
        var set = reader.SequenceSet();
        NamesMessages |= set.IsSaved;
        return new SetCondition(set, byUid: true);
    }

    private SearchCondition Key(ref ImapReader reader)
    {
        if (++keys > MaxKeys)
            throw new ImapSyntaxException("Too many search keys");
        if (++depth > MaxDepth)
            throw new ImapSyntaxException("Too many search keys inside each other");
        SearchCondition condition;
        if (reader.TryOpen())
        {
            condition = Keys(ref reader);
            reader.Close();
        }
        else
        {
            condition = IsSet(reader.Peek) ? Set(ref reader) : SearchKeys.Find(Encoding.ASCII.GetString(reader.Atom()))(this, ref reader);
        }
        depth--;
        return condition;
    }

    private SetCondition Set(ref ImapReader reader)
    {
        NamesMessages = true;
        var set = reader.SequenceSet();
        return set.IsSaved || !reader.UidOnly
            ? new SetCondition(set, byUid: false)
            : throw new ImapSyntaxException("A search cannot name sequence numbers; use UID") { Code = ResponseCode.UidRequired };
    }

    private static bool IsSet(byte first) => first is (>= (byte)'0' and <= (byte)'9') or (byte)'*' or (byte)'$';
}
