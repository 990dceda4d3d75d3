using Google.Protobuf;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>What an address of ours leads to, as <c>directory.proto</c> describes it.</summary>
internal static class AddressRowFormat
{
    public static byte[] Encode(AddressEntry entry)
    {
        var row = new Proto.AddressRow
        {
            Version = FormatVersion.Current,
            LocalPart = entry.Address.LocalPart,
            Domain = entry.Address.Domain,
        };
        switch (entry)
        {
            case AccountAddress account:
                row.Account = account.Account.Value;
                break;
            case AliasAddress alias:
                row.Alias = new();
                row.Alias.Targets.AddRange(alias.Targets.Select(target => target.ToString()));
                break;
            default:
                throw new InvalidOperationException($"The directory has no form for {entry.GetType().Name}.");
        }
        return row.ToByteArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static AddressEntry Decode(byte[] body) => StoredDamage.Guard("An address", body, Read);

    private static AddressEntry Read(byte[] body)
    {
        var row = Proto.AddressRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "An address");
        var address = new Address(row.LocalPart, row.Domain);
        return row.EntryCase switch
        {
            Proto.AddressRow.EntryOneofCase.Account => new AccountAddress(address, new AccountId(row.Account)),
            Proto.AddressRow.EntryOneofCase.Alias => new AliasAddress(address, [.. row.Alias.Targets.Select(EnvelopeFormat.DecodeAddress)]),
            _ => throw new InvalidDataException("The entry of an address is of a kind that this program does not know."),
        };
    }
}
