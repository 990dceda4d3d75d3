using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Search;

/// <summary>Reads <c>search-key</c> (RFC 9051 §9) into conditions. What a client can make us do for each message is bounded here.</summary>
/// <param name="charset">What strings are in.</param>
internal sealed class SearchGrammar(Encoding charset)
{
    private const int MaxDepth = 100;
    private const int MaxKeys = 1000;

    /// <summary>Each is compared with all text of each message.</summary>
    private const int MaxBodyTexts = 20;

    private int depth;
    private int keys;
    private int bodyTexts;

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
        return text.Length <= TextScan.MaxWanted ? text : throw new ImapSyntaxException("Too long a text to look for");
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
            condition = IsSet(reader.Peek)
                ? new SetCondition(reader.SequenceSet(), byUid: false)
                : SearchKeys.Find(Encoding.ASCII.GetString(reader.Atom()))(this, ref reader);
        }
        depth--;
        return condition;
    }

    private static bool IsSet(byte first) => first is (>= (byte)'0' and <= (byte)'9') or (byte)'*' or (byte)'$';
}
