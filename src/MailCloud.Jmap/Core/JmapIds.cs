using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Core;

/// <summary>How things are called in the API (RFC 8620 §1.2: letters, digits, <c>-</c> and <c>_</c>). A letter in front tells the types apart.</summary>
public static class JmapIds
{
    private const int AccountOctets = 15;

    /// <summary>An account: its name is an address, which is no id, and so is hashed.</summary>
    public static string Of(AccountId account) =>
        "a" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(account.Value)).AsSpan(0, AccountOctets));

    /// <summary>As in MAILBOXID (RFC 8474 §4).</summary>
    public static string Of(MailboxId mailbox) => string.Create(CultureInfo.InvariantCulture, $"F{mailbox.Value}");

    /// <summary>As in EMAILID (RFC 8474 §5.1).</summary>
    public static string Of(EmailId email) => string.Create(CultureInfo.InvariantCulture, $"M{email.Value}");

    /// <summary>As in THREADID (RFC 8474 §5.2).</summary>
    public static string Of(ThreadId thread) => string.Create(CultureInfo.InvariantCulture, $"T{thread.Value}");

    /// <summary>The state of all types that are mail: the account's one counter.</summary>
    public static string Of(ModSeq modSeq) => modSeq.ToString();

    public static MailboxId? ParseMailbox(string id) => Number(id, 'F') is { } value ? new MailboxId(value) : null;

    public static EmailId? ParseEmail(string id) => Number(id, 'M') is { } value ? new EmailId(value) : null;

    public static ThreadId? ParseThread(string id) => Number(id, 'T') is { } value ? new ThreadId(value) : null;

    public static ModSeq? ParseState(string? state) =>
        ulong.TryParse(state, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? new ModSeq(value) : null;

    private static ulong? Number(string id, char prefix) =>
        id.Length > 1
        && id[0] == prefix
        && ulong.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && (id[1] != '0' || id.Length == 2)
            ? value
            : null;
}
