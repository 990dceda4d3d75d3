using System.Globalization;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>An address structure.</summary>
internal sealed record AddressNode(string? Name, string? Route, string? Mailbox, string? Host);

/// <summary>An envelope: date, subject, the six lists from From to Bcc (null for NIL), In-Reply-To, Message-ID.</summary>
internal sealed record EnvelopeNode(
    string? Date,
    string? Subject,
    IReadOnlyList<IReadOnlyList<AddressNode>?> Lists,
    string? InReplyTo,
    string? MessageId
);

/// <summary>A body or bodystructure.</summary>
internal sealed record BodyNode(string Type, string Subtype, IReadOnlyList<BodyNode> Parts)
{
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];
    public string? Id { get; init; }
    public string? Description { get; init; }
    public string? Encoding { get; init; }
    public long Size { get; init; }
    public long Lines { get; init; }
    public EnvelopeNode? Envelope { get; init; }
    public BodyNode? Message { get; init; }
    public string? Disposition { get; init; }
}

/// <summary>
/// Reads responses strictly by the formal syntax of RFC 3501 §9, and knows nothing of how the server writes them: what is not allowed there throws.
/// Text is octets, one character each.
/// </summary>
internal sealed class ResponseReader(string text)
{
    private int position;

    public bool AtEnd => position == text.Length;

    public bool TryTake(string wanted)
    {
        if (string.CompareOrdinal(text, position, wanted, 0, wanted.Length) != 0)
            return false;
        position += wanted.Length;
        return true;
    }

    public void Take(string wanted)
    {
        if (!TryTake(wanted))
            throw Error($"expected {wanted}");
    }

    /// <summary>Up to the octet, which is left.</summary>
    public string Until(char end)
    {
        var start = position;
        position = text.IndexOf(end, start);
        return position < 0 ? throw Error($"no {end} follows") : text[start..position];
    }

    public long Number()
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return position > start ? long.Parse(text.AsSpan(start, position - start), CultureInfo.InvariantCulture) : throw Error("no number");
    }

    public string? NString() => TryTake("NIL") ? null : String();

    public string String() =>
        TryTake("\"") ? Quoted()
        : TryTake("{") ? Literal()
        : throw Error("no string");

    /// <summary>RFC 3516 §7. A literal8 is for what has NUL in it, and only for that.</summary>
    public string? NStringOrLiteral8()
    {
        if (!TryTake("~{"))
            return NString();
        var octets = Literal();
        return octets.Contains('\0') ? octets : throw Error("a literal8 without NUL");
    }

    public EnvelopeNode Envelope()
    {
        Take("(");
        var (date, subject) = (NString(), SpaceThen(NString));
        var lists = new List<IReadOnlyList<AddressNode>?>();
        for (var i = 0; i < 6; i++)
            lists.Add(SpaceThen(Addresses));
        var envelope = new EnvelopeNode(date, subject, lists, SpaceThen(NString), SpaceThen(NString));
        Take(")");
        return envelope;
    }

    /// <param name="extended">BODYSTRUCTURE, with all of its extension data.</param>
    public BodyNode Body(bool extended)
    {
        Take("(");
        var body = text[position] == '(' ? Multipart(extended) : SinglePart(extended);
        Take(")");
        return body;
    }

    public FormatException Error(string what) =>
        new($"At {position} {what}: {text[Math.Max(0, position - 80)..position]}>>>{text[position..Math.Min(text.Length, position + 80)]}");

    private BodyNode Multipart(bool extended)
    {
        var parts = new List<BodyNode>();
        while (text[position] == '(')
            parts.Add(Body(extended));
        var body = new BodyNode("multipart", SpaceThen(String), parts);
        return extended ? Extended(body with { Parameters = SpaceThen(Parameters) }) : body;
    }

    private BodyNode SinglePart(bool extended)
    {
        var body = new BodyNode(String(), SpaceThen(String), [])
        {
            Parameters = SpaceThen(Parameters),
            Id = SpaceThen(NString),
            Description = SpaceThen(NString),
            Encoding = SpaceThen(String),
            Size = SpaceThen(Number),
        };
        if (body is { Type: "message", Subtype: "rfc822" })
        {
            body = body with { Envelope = SpaceThen(Envelope), Message = SpaceThen(() => Body(extended)), Lines = SpaceThen(Number) };
        }
        else if (body.Type is "text")
        {
            body = body with { Lines = SpaceThen(Number) };
        }
        if (!extended)
            return body;
        SpaceThen(NString);
        return Extended(body);
    }

    private BodyNode Extended(BodyNode body)
    {
        var disposition = SpaceThen(Disposition);
        SpaceThen(Languages);
        SpaceThen(NString);
        return body with { Disposition = disposition };
    }

    private string? Disposition()
    {
        if (TryTake("NIL"))
            return null;
        Take("(");
        var type = String();
        SpaceThen(Parameters);
        Take(")");
        return type;
    }

    private List<string> Languages()
    {
        if (!TryTake("("))
            return NString() is { } only ? [only] : [];
        List<string> all = [String()];
        while (!TryTake(")"))
            all.Add(SpaceThen(String));
        return all;
    }

    private IReadOnlyList<(string, string)> Parameters()
    {
        if (TryTake("NIL"))
            return [];
        Take("(");
        List<(string, string)> all = [(String(), SpaceThen(String))];
        while (!TryTake(")"))
            all.Add((SpaceThen(String), SpaceThen(String)));
        return all;
    }

    private IReadOnlyList<AddressNode>? Addresses()
    {
        if (TryTake("NIL"))
            return null;
        Take("(");
        var all = new List<AddressNode>();
        do
        {
            Take("(");
            all.Add(new AddressNode(NString(), SpaceThen(NString), SpaceThen(NString), SpaceThen(NString)));
            Take(")");
        } while (!TryTake(")"));
        return all;
    }

    private T SpaceThen<T>(Func<T> rule)
    {
        Take(" ");
        return rule();
    }

    private string Quoted()
    {
        var value = new System.Text.StringBuilder();
        for (; text[position] != '"'; position++)
        {
            if (text[position] == '\\' && text[++position] is not ('"' or '\\'))
                throw Error("a backslash before another octet than a quote or backslash");
            if (text[position] is '\0' or '\r' or '\n' or > '\x7F')
                throw Error("an octet that no quoted string may have");
            value.Append(text[position]);
        }
        position++;
        return value.ToString();
    }

    private string Literal()
    {
        var length = (int)Number();
        Take("}\r\n");
        var value = text.Substring(position, length);
        position += length;
        return value;
    }
}
