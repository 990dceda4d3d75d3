using Azure.Data.Tables;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Storage.Addresses;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.TransportSecurity;

/// <summary>Table <c>stspolicies</c>: other domains' MTA-STS policies.</summary>
internal sealed class StsPolicyTable(StorageClients clients) : IStsPolicyStore
{
    private const string PolicyRow = "policy";

    private readonly DirectoryTable table = new(clients, TableNames.StsPolicies);

    public async ValueTask<StoredStsPolicy?> FindAsync(string domain, CancellationToken cancellationToken) =>
        await table.FindAsync(KeyEncoding.Encode(domain), PolicyRow, cancellationToken) is { } row
            ? StsPolicyFormat.Decode(RowBody.Get(row))
            : null;

    public async ValueTask SaveAsync(string domain, StoredStsPolicy policy, CancellationToken cancellationToken)
    {
        var row = new TableEntity(KeyEncoding.Encode(domain), PolicyRow);
        RowBody.Set(row, StsPolicyFormat.Encode(policy));
        await table.PutAsync(row, cancellationToken);
    }
}
