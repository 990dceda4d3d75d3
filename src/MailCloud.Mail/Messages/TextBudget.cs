using System.Text;

namespace MailCloud.Mail.Messages;

/// <summary>What is left of <see cref="SummaryLimits.Text"/> while a summary is made.</summary>
internal sealed class TextBudget
{
    private int left = SummaryLimits.Text;

    public bool IsSpent => left == 0;

    /// <summary>Whether a text of this length, in octets, is kept whole.</summary>
    public bool Covers(int length) => length <= left;

    /// <summary>The text, or as much of its beginning as may still be kept; always valid Unicode.</summary>
    public string Take(string text)
    {
        if (!Ascii.IsValid(text))
            return TakeUnicode(text);
        var length = Math.Min(text.Length, left);
        left -= length;
        return length == text.Length ? text : text[..length];
    }

    public string? TakeOrNull(string? text) => text is null ? null : Take(text);

    private string TakeUnicode(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > left)
            {
                left = 0;
                break;
            }
            left -= rune.Utf8SequenceLength;
            kept.Append(rune);
        }
        return kept.ToString();
    }
}
