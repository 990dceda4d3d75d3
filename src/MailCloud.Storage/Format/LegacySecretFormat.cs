using Google.Protobuf;
using MailCloud.Mail.Authentication.Legacy;

namespace MailCloud.Storage.Format;

/// <summary>What CRAM-MD5 and DIGEST-MD5 need, as <c>directory.proto</c> describes it.</summary>
internal static class LegacySecretFormat
{
    public static byte[] Encode(LegacySecret secret) =>
        new Proto.LegacySecretRow
        {
            Version = FormatVersion.Current,
            Inner = ByteString.CopyFrom(secret.Inner.AsSpan()),
            Outer = ByteString.CopyFrom(secret.Outer.AsSpan()),
            Digest = ByteString.CopyFrom(secret.Digest.AsSpan()),
        }.ToByteArray();

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static LegacySecret Decode(byte[] body) => StoredDamage.Guard("A legacy secret", body, Read);

    private static LegacySecret Read(byte[] body)
    {
        var row = Proto.LegacySecretRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "A legacy secret");
        return new LegacySecret([.. row.Inner.Span], [.. row.Outer.Span], [.. row.Digest.Span]);
    }
}
