using System.Collections.Immutable;
using Google.Protobuf;
using MailCloud.Mail.Authentication;

namespace MailCloud.Storage.Format;

/// <summary>A credential, as <c>directory.proto</c> describes it.</summary>
internal static class CredentialFormat
{
    private static readonly (MailServices Service, Proto.Service Stored)[] Services =
    [
        (MailServices.Smtp, Proto.Service.Smtp),
        (MailServices.Imap, Proto.Service.Imap),
        (MailServices.Pop3, Proto.Service.Pop3),
        (MailServices.Web, Proto.Service.Web),
        (MailServices.Jmap, Proto.Service.Jmap),
    ];

    public static byte[] Encode(Credential credential)
    {
        var row = new Proto.CredentialRow
        {
            Version = FormatVersion.Current,
            Name = credential.Name,
            Salt = ByteString.CopyFrom(credential.Verifier.Parameters.Salt.AsSpan()),
            Iterations = (uint)credential.Verifier.Parameters.Iterations,
            StoredKey = ByteString.CopyFrom(credential.Verifier.StoredKey.AsSpan()),
            ServerKey = ByteString.CopyFrom(credential.Verifier.ServerKey.AsSpan()),
            Label = credential.Label,
            Created = credential.Created?.ToUnixTimeSeconds() ?? 0,
        };
        if (credential.Scopes != MailServices.All)
            row.Scopes.Add(Services.Where(pair => credential.Scopes.HasFlag(pair.Service)).Select(pair => pair.Stored));
        return row.ToByteArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static Credential Decode(byte[] body) => StoredDamage.Guard("A credential", body, Read);

    private static Credential Read(byte[] body)
    {
        var row = Proto.CredentialRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "A credential");
        var verifier = new ScramVerifier(
            [.. row.StoredKey.Span],
            [.. row.ServerKey.Span],
            new ScramParameters([.. row.Salt.Span], (int)row.Iterations)
        );
        return new Credential(row.Name, verifier)
        {
            Label = row.Label,
            Scopes = row.Scopes.Count == 0 ? MailServices.All : ScopesOf(row),
            Created = row.Created == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(row.Created),
        };
    }

    public static byte[] EncodeDecoyKey(ImmutableArray<byte> key) =>
        new Proto.DecoyKeyRow { Version = FormatVersion.Current, Key = ByteString.CopyFrom(key.AsSpan()) }.ToByteArray();

    public static ImmutableArray<byte> DecodeDecoyKey(byte[] body)
    {
        var row = Proto.DecoyKeyRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "The key of made-up salts");
        return [.. row.Key.Span];
    }

    // A service that this program does not know opens nothing here.
    private static MailServices ScopesOf(Proto.CredentialRow row) =>
        Services.Where(pair => row.Scopes.Contains(pair.Stored)).Aggregate(MailServices.None, (all, pair) => all | pair.Service);
}
