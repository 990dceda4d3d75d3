using System.Buffers;
using MimeKit.Text;

namespace MailCloud.Mail.Search;

/// <summary>
/// The text of an HTML page as people read it, without its tags, comments, scripts and styles: character references decoded, and each run of blanks, and
/// each tag that begins or ends a line or box, one space. The page comes in pieces of any size, and none of it is kept.
/// </summary>
public sealed class HtmlText
{
    private enum State
    {
        Text,
        Reference,
        TagStart,
        TagName,
        Tag,
        Quoted,
        Declaration,
        Comment,
        Hidden,
    }

    /// <summary>The longest name that means something here.</summary>
    private const int LongestName = 8;

    private readonly HtmlEntityDecoder reference = new();
    private readonly char[] name = new char[LongestName];
    private int nameLength;
    private State state;
    private char quote;
    private char before;
    private bool isBlank = true;

    // The end tag that ends what is hidden, and how much of it was read.
    private string hiddenEnd = "";
    private int matched;

    /// <summary>Takes a piece of the page, and writes what text is in it.</summary>
    public void Write(ReadOnlySpan<char> page, IBufferWriter<char> text)
    {
        for (var i = 0; i < page.Length; i++)
            Take(page[i], text);
    }

    /// <summary>The page ends: what looked like the beginning of something was text.</summary>
    public void End(IBufferWriter<char> text)
    {
        if (state == State.Reference)
            EndReference(text);
        else if (state == State.TagStart)
            Append('<', text);
    }

    private void Take(char c, IBufferWriter<char> text)
    {
        switch (state)
        {
            case State.Text when c == '<':
                state = State.TagStart;
                break;
            case State.Text when c == '&':
                state = State.Reference;
                reference.Push(c);
                break;
            case State.Text:
                Append(c, text);
                break;
            case State.Reference:
                if (reference.Push(c))
                    break;
                EndReference(text);
                // A semicolon that ends a reference belongs to it.
                Take(c, text);
                break;
            case State.TagStart:
                StartTag(c, text);
                break;
            case State.TagName when nameLength < LongestName && char.IsAsciiLetterOrDigit(c):
                name[nameLength++] = char.ToLowerInvariant(c);
                break;
            case State.TagName or State.Tag:
                state = State.Tag;
                TakeInTag(c, text);
                break;
            case State.Quoted when c == quote:
                state = State.Tag;
                break;
            case State.Declaration or State.Comment:
                TakeInDeclaration(c);
                break;
            case State.Hidden:
                TakeHidden(c);
                break;
        }
        before = char.IsWhiteSpace(c) ? before : c;
    }

    private void StartTag(char c, IBufferWriter<char> text)
    {
        if (c is '!' or '?')
        {
            state = State.Declaration;
            matched = 0;
        }
        else if (char.IsAsciiLetter(c) || c == '/')
        {
            state = State.TagName;
            nameLength = 0;
            name[nameLength++] = char.ToLowerInvariant(c);
        }
        else
        {
            state = State.Text;
            Append('<', text);
            Take(c, text);
        }
    }

    private void TakeInTag(char c, IBufferWriter<char> text)
    {
        if (c == '>')
            EndTag(text);
        else if (c is '"' or '\'' && before == '=')
            (state, quote) = (State.Quoted, c);
    }

    private void EndTag(IBufferWriter<char> text)
    {
        var tag = name.AsSpan(0, nameLength);
        state = State.Text;
        if (tag is "style" or "script" or "title")
            (state, hiddenEnd, matched) = (State.Hidden, $"</{tag}", 0);
        if (!IsInline(tag))
            Append(' ', text);
    }

    /// <summary>A declaration ends with its first <c>&gt;</c>, a comment with two hyphens before it.</summary>
    private void TakeInDeclaration(char c)
    {
        if (state == State.Declaration)
        {
            matched = c == '-' && matched >= 0 ? matched + 1 : -1;
            if (matched == 2)
                (state, matched) = (State.Comment, 0);
            else if (c == '>')
                state = State.Text;
        }
        else if (c == '-')
            matched++;
        else if (c == '>' && matched >= 2)
            state = State.Text;
        else
            matched = 0;
    }

    private void TakeHidden(char c)
    {
        if (char.ToLowerInvariant(c) == hiddenEnd[matched])
            matched++;
        else
            matched = c == '<' ? 1 : 0;
        if (matched == hiddenEnd.Length)
            (state, nameLength) = (State.Tag, 0);
    }

    private void EndReference(IBufferWriter<char> text)
    {
        foreach (var c in reference.GetValue())
            Append(c, text);
        reference.Reset();
        state = State.Text;
    }

    private void Append(char c, IBufferWriter<char> text)
    {
        var blank = c is ' ' or '\t' or '\r' or '\n' or '\f';
        if (!blank || !isBlank)
            text.Write([blank ? ' ' : c]);
        isBlank = blank;
    }

    /// <summary>Whether words on both sides of the tag are one word.</summary>
    /// <param name="tag">Its name in lower case.</param>
    public static bool IsInline(ReadOnlySpan<char> tag) =>
        tag.TrimStart('/') is "a" or "b" or "big" or "em" or "font" or "i" or "s" or "small" or "span" or "strong" or "sub" or "sup" or "u";
}
