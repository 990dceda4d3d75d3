using Azure.Data.Tables;
using Google.Protobuf;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Storage.Addresses;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.TransportSecurity;

/// <summary>Table <c>stspolicies</c>: other domains' MTA-STS policies, as <c>transport.proto</c> describes them.</summary>
internal sealed class StsPolicyTable(StorageClients clients) : IStsPolicyStore
{
    private const string PolicyRow = "policy";

    private readonly DirectoryTable table = new(clients, TableNames.StsPolicies);

    public async ValueTask<StoredStsPolicy?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(KeyEncoding.Encode(domain), PolicyRow, cancellationToken) is not { } row)
            return null;
        var policy = Format.Proto.StsPolicyRow.Parser.ParseFrom(RowBody.Get(row));
        FormatVersion.Require(policy.Version, "An MTA-STS policy");
        return new StoredStsPolicy(policy.Id, policy.Text, DateTimeOffset.FromUnixTimeSeconds(policy.Expires));
    }

    public async ValueTask SaveAsync(string domain, StoredStsPolicy policy, CancellationToken cancellationToken)
    {
        var row = new TableEntity(KeyEncoding.Encode(domain), PolicyRow);
        var body = new Format.Proto.StsPolicyRow
        {
            Version = FormatVersion.Current,
            Id = policy.Id,
            Text = policy.Text,
            Expires = policy.Expires.ToUnixTimeSeconds(),
        };
        RowBody.Set(row, body.ToByteArray());
        await table.PutAsync(row, cancellationToken);
    }
}
