using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>What the server says of itself (RFC 5464 §6.2.1). Users cannot change it.</summary>
internal static class ServerEntries
{
    /// <summary>Where to reach whoever runs the server.</summary>
    public const string Admin = "/shared/admin";

    /// <summary>The postmaster of the user's domain, whom every domain has (RFC 5321 §4.5.1).</summary>
    public static ReadOnlyMemory<byte> AdminOf(AccountId account) =>
        Encoding.UTF8.GetBytes($"mailto:postmaster@{account.Value[(account.Value.LastIndexOf('@') + 1)..]}");
}
