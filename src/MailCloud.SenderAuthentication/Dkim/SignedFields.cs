using System.Collections.Immutable;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>Which fields of a message we sign (RFC 6376 §5.4).</summary>
internal static class SignedFields
{
    /// <summary>
    /// What a reader sees or a program acts on. They are named once more often than they are there, so that nobody can add one: a second From, or a Content-Type that
    /// makes other text of the body (RFC 6376 §8.15).
    /// </summary>
    private static readonly ImmutableArray<string> Sealed =
    [
        "From",
        "To",
        "Cc",
        "Subject",
        "Date",
        "Message-ID",
        "Reply-To",
        "In-Reply-To",
        "References",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "Content-ID",
        "Content-Description",
    ];

    /// <summary>
    /// What is signed where it is there, and may be added on the way: mailing lists and those who resend a message add theirs. One-click unsubscription has to be
    /// signed (RFC 8058 §4).
    /// </summary>
    private static readonly ImmutableArray<string> Present =
    [
        "Sender",
        "Resent-Date",
        "Resent-From",
        "Resent-Sender",
        "Resent-To",
        "Resent-Cc",
        "Resent-Message-ID",
        "List-Id",
        "List-Help",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Subscribe",
        "List-Post",
        "List-Owner",
        "List-Archive",
        "Autocrypt",
    ];

    /// <summary>The names in the order of the tag h.</summary>
    public static ImmutableArray<string> Of(HashedMessage message) =>
        [
            .. Sealed.SelectMany(name => Enumerable.Repeat(name, message.Places(name).Count + 1)),
            .. Present.SelectMany(name => Enumerable.Repeat(name, message.Places(name).Count)),
        ];

    /// <summary>The names for a message of somebody else that we pass on: with the signatures that it has (RFC 8617 §4.1.2).</summary>
    public static ImmutableArray<string> OfPassedOn(HashedMessage message) =>
        [.. Of(message), .. Enumerable.Repeat("DKIM-Signature", message.Places("DKIM-Signature").Count)];
}
