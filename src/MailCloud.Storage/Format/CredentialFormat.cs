using Google.Protobuf;
using MailCloud.Mail.Authentication;

namespace MailCloud.Storage.Format;

/// <summary>A credential, as <c>directory.proto</c> describes it.</summary>
internal static class CredentialFormat
{
    public static byte[] Encode(Credential credential) =>
        new Proto.CredentialRow
        {
            Version = FormatVersion.Current,
            Name = credential.Name,
            Salt = ByteString.CopyFrom(credential.Verifier.Salt.AsSpan()),
            Iterations = (uint)credential.Verifier.Iterations,
            StoredKey = ByteString.CopyFrom(credential.Verifier.StoredKey.AsSpan()),
            ServerKey = ByteString.CopyFrom(credential.Verifier.ServerKey.AsSpan()),
        }.ToByteArray();

    public static Credential Decode(byte[] body)
    {
        var row = Proto.CredentialRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "A credential");
        return new Credential(
            row.Name,
            new ScramVerifier([.. row.Salt.Span], (int)row.Iterations, [.. row.StoredKey.Span], [.. row.ServerKey.Span])
        );
    }
}
