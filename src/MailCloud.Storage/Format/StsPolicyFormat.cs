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

    public static StoredStsPolicy Decode(byte[] body)
    {
        var row = Proto.StsPolicyRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "An MTA-STS policy");
        return new StoredStsPolicy(row.Id, row.Text, DateTimeOffset.FromUnixTimeSeconds(row.Expires));
    }
}
