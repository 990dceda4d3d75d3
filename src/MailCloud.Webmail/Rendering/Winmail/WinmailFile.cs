using System.Collections.Immutable;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Mail.Messages;

namespace MailCloud.Webmail.Rendering.Winmail;

/// <summary>What Outlook wraps into <c>winmail.dat</c> when it takes the reader for another Outlook (TNEF): the text and the attached files.</summary>
/// <param name="Html">The text as a page; null: there is none.</param>
/// <param name="Text">The text; null: there is none.</param>
internal sealed record WinmailFile(string? Html, string? Text, ImmutableArray<WinmailAttachment> Files)
{
    private const int MaxOctets = 25 * 1024 * 1024;

    public static bool Is(BodyPart part) =>
        (part.Type is "application" && part.Subtype is "ms-tnef" or "vnd.ms-tnef")
        || string.Equals(part.FileName, "winmail.dat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: it is too large, or not what its name says.</summary>
    public static async ValueTask<WinmailFile?> ReadAsync(
        MailView view,
        ViewedMessage message,
        DisplayPart part,
        CancellationToken cancellationToken
    )
    {
        var id = BlobIds.Of(message.Record.EmailId, part.Numbers);
        return
            await Blob.FindAsync(view.Jmap, message.Account, id, cancellationToken) is { } blob
            && await blob.ReadAsync(MaxOctets, cancellationToken) is { } octets
            ? WinmailReader.Read(octets)
            : null;
    }
}

/// <param name="Name">As the sender calls it.</param>
internal sealed record WinmailAttachment(string Name, byte[] Content);
