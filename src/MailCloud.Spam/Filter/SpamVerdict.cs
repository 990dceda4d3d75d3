using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Spam.Filter;

/// <summary>What the filter thinks of a message.</summary>
/// <param name="Score">The natural logarithm of the odds that it is spam.</param>
/// <param name="Threshold">The score from which a message goes to Junk.</param>
/// <param name="Reasons">What said most for spam, in words, the strongest first. They may repeat words of the message.</param>
public sealed record SpamVerdict(float Score, float Threshold, ImmutableArray<string> Reasons)
{
    private const string Name = "X-Spam-Status";
    private const int LongestLine = 76;

    public bool IsSpam => Score >= Threshold;

    /// <summary>
    /// The header field that tells the recipient, with its line ends: <c>X-Spam-Status: Yes, score=4.2 required=3.0; subject "free offer"; HTML alone</c>. The
    /// sender sees nothing of it, so it cannot be used to try out what passes.
    /// </summary>
    public string ToField()
    {
        var field = new StringBuilder(Name).Append(": ");
        var line = field.Length;
        Append(
            string.Create(CultureInfo.InvariantCulture, $"{(IsSpam ? "Yes" : "No")}, score={Score:F1} required={Threshold:F1}"),
            first: true
        );
        foreach (var reason in Reasons)
            Append(reason, first: false);
        return field.Append("\r\n").ToString();

        void Append(string part, bool first)
        {
            var text = Visible(part);
            field.Append(first ? "" : ";");
            if (line + 2 + text.Length > LongestLine && !first)
            {
                field.Append("\r\n\t").Append(text);
                line = 8 + text.Length;
                return;
            }
            field.Append(first ? "" : " ").Append(text);
            line += 2 + text.Length;
        }
    }

    /// <summary>Words of the message that may stand in a header: no control characters, and other scripts as encoded-words (RFC 2047).</summary>
    private static string Visible(string text) =>
        HeaderText
            .ToAscii(new string([.. text.Select(unit => char.IsControl(unit) || char.IsSurrogate(unit) ? '?' : unit)]))
            .Replace("\r\n", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal);
}
