using Google.Protobuf;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Storage.Format;

/// <summary>Another domain's MTA-STS policy, as <c>transport.proto</c> describes it.</summary>
internal static class StsPolicyFormat
{
    public static byte[] Encode(StoredStsPolicy policy) =>
        new Proto.StsPolicyRow
        {
            Version = FormatVersion.Current,
            Id = policy.Id,
            Text = policy.Text,
            Expires = policy.Expires.ToUnixTimeSeconds(),
        }.ToByteArray();

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static StoredStsPolicy Decode(byte[] body) => StoredDamage.Guard("An MTA-STS policy", body, Read);

    private static StoredStsPolicy Read(byte[] body)
    {
        var row = Proto.StsPolicyRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "An MTA-STS policy");
        return new StoredStsPolicy(row.Id, row.Text, DateTimeOffset.FromUnixTimeSeconds(row.Expires));
    }
}
