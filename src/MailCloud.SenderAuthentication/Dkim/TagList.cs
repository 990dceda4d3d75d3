using System.Buffers;
using System.Text;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>
/// A list of tags, <c>name=value; name=value</c> (RFC 6376 §3.2), as signatures and key records have it. Names differ by case; no name may come twice.
/// Values are UTF-8 (RFC 8616 §3).
/// </summary>
internal sealed class TagList
{
    // Far more than anybody needs, and few enough to be kept while a message arrives.
    private const int MaxTags = 100;
    private const int MaxItems = 1000;

    private const byte Separator = (byte)';';
    private static readonly SearchValues<byte> NameOctets = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8
    );

    private readonly ReadOnlyMemory<byte> text;
    private readonly Dictionary<string, Range> tags = new(StringComparer.Ordinal);

    private TagList(ReadOnlyMemory<byte> text) => this.text = text;

    /// <exception cref="MalformedSignatureException">It is no list of tags.</exception>
    public static TagList Parse(ReadOnlyMemory<byte> text)
    {
        var list = new TagList(text);
        var start = 0;
        while (start < text.Length)
        {
            var length = text.Span[start..].IndexOf(Separator);
            var end = length < 0 ? text.Length : start + length;
            // The last tag may end with a semicolon as well.
            if (length >= 0 || !IsBlank(text.Span[start..end]))
                list.Add(start, end);
            start = end + 1;
        }
        return list.tags.Count == 0 ? throw new MalformedSignatureException("there are no tags") : list;
    }

    public bool Contains(string name) => tags.ContainsKey(name);

    /// <summary>Where the value is in the parsed text, white space around it included; null: there is no such tag.</summary>
    public Range? RangeOf(string name) => tags.TryGetValue(name, out var range) ? range : null;

    /// <summary>The value without the white space around it; null: there is no such tag.</summary>
    public string? Optional(string name) => tags.TryGetValue(name, out var range) ? Encoding.UTF8.GetString(Trim(text.Span[range])) : null;

    /// <exception cref="MalformedSignatureException">There is no such tag, or it is empty.</exception>
    public string Required(string name) =>
        Optional(name) is { Length: > 0 } value ? value : throw new MalformedSignatureException($"{name}= is missing");

    /// <summary>A value in base64, in which white space does not count.</summary>
    /// <exception cref="MalformedSignatureException">There is no such tag, or it is empty or no base64.</exception>
    public byte[] Base64(string name)
    {
        var value = Required(name);
        var octets = new byte[value.Length];
        return Convert.TryFromBase64String(value, octets, out var length) && length > 0
            ? octets[..length]
            : throw new MalformedSignatureException($"{name}= is not base64");
    }

    /// <summary>An unsigned number of at most 18 digits, so of less than 2^63; null: there is no such tag.</summary>
    /// <exception cref="MalformedSignatureException">It is no number.</exception>
    public long? Number(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        return value.Length is > 0 and <= 18 && value.All(char.IsAsciiDigit)
            ? long.Parse(value)
            : throw new MalformedSignatureException($"{name}= is not a number");
    }

    /// <summary>The items of a value in which colons part them, white space around them removed.</summary>
    /// <exception cref="MalformedSignatureException">There are too many.</exception>
    public string[] List(string name)
    {
        var value = Optional(name);
        if (value.AsSpan().Count(':') >= MaxItems)
            throw new MalformedSignatureException($"{name}= is too long");
        return value?.Split(':').Select(item => item.Trim(' ', '\t', '\r', '\n')).ToArray() ?? [];
    }

    private void Add(int start, int end)
    {
        var tag = text.Span[start..end];
        var equals = tag.IndexOf((byte)'=');
        var name = Trim(tag[..Math.Max(equals, 0)]);
        if (name.IsEmpty || !char.IsAsciiLetter((char)name[0]) || name.ContainsAnyExcept(NameOctets))
            throw new MalformedSignatureException("there is something that is no tag");
        if (tags.Count == MaxTags)
            throw new MalformedSignatureException("there are too many tags");
        if (!tags.TryAdd(Encoding.ASCII.GetString(name), (start + equals + 1)..end))
            throw new MalformedSignatureException($"{Encoding.ASCII.GetString(name[..Math.Min(name.Length, 16)])}= comes twice");
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.Trim(" \t\r\n"u8);

    private static bool IsBlank(ReadOnlySpan<byte> value) => Trim(value).IsEmpty;
}

/// <summary>A signature or a key record breaks its grammar. Never leaves this assembly: whoever parses catches it and makes a result of it.</summary>
/// <param name="problem">What is wrong, for the note of the result: it contains nothing of the message but names of tags.</param>
internal sealed class MalformedSignatureException(string problem) : Exception(problem);
