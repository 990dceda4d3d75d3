using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// The beginning of the text (RFC 8970 §3): <c>PREVIEW "Dear Terry, the minutes are"</c>. It was made when the message arrived, so the LAZY of a
/// client that does not want to wait changes nothing.
/// </summary>
internal static class PreviewItem
{
    public static readonly SummaryItem Preview = new("PREVIEW", static (summary, output) => output.String(summary.Preview));

    /// <summary>Takes the modifiers behind the name.</summary>
    public static void TakeModifiers(ref ImapReader reader) => reader.TryText(" (LAZY)"u8);
}
