using Google.Protobuf;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Secrets;

namespace MailCloud.Storage.Format;

/// <summary>What is set for a domain, as <c>directory.proto</c> describes it.</summary>
internal static class DomainFormat
{
    public static byte[] Encode(Domain domain)
    {
        var row = new Proto.DomainRow
        {
            Version = FormatVersion.Current,
            Postmaster = domain.Postmaster?.ToString() ?? "",
            AllowsLegacyMechanisms = domain.AllowsLegacyMechanisms,
        };
        if (domain.Quota != Quota.Unset)
            row.Quota = QuotaFormat.Encode(domain.Quota);
        row.Administrators.AddRange(domain.Administrators.Select(address => address.ToString()));
        row.DkimSelectors.AddRange(
            domain.DkimSelectors.Select(selector => new Proto.DkimSelector
            {
                Name = selector.Name,
                Record = selector.Record,
                Secret = selector.Secret.Value,
                State = Encode(selector.State),
                Since = selector.Since.ToUnixTimeSeconds(),
            })
        );
        row.WithheldImapCapabilities.AddRange(domain.WithheldImapCapabilities);
        return row.ToByteArray();
    }

    /// <param name="name">The domain's name, which is the row's key.</param>
    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static Domain Decode(string name, byte[] body)
    {
        try
        {
            return Read(name, body);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw StoredDamage.Of("A domain", e);
        }
    }

    private static Domain Read(string name, byte[] body)
    {
        var row = Proto.DomainRow.Parser.ParseFrom(body);
        FormatVersion.Require(row.Version, "A domain");
        return new Domain(name)
        {
            Postmaster = row.Postmaster.Length == 0 ? null : EnvelopeFormat.DecodeAddress(row.Postmaster),
            AllowsLegacyMechanisms = row.AllowsLegacyMechanisms,
            WithheldImapCapabilities = [.. row.WithheldImapCapabilities],
            Quota = QuotaFormat.Decode(row.Quota),
            Administrators = [.. row.Administrators.Select(EnvelopeFormat.DecodeAddress)],
            DkimSelectors =
            [
                .. row.DkimSelectors.Select(selector => new DkimSelector(
                    selector.Name,
                    selector.Record,
                    new SecretName(selector.Secret),
                    Decode(selector.State),
                    DateTimeOffset.FromUnixTimeSeconds(selector.Since)
                )),
            ],
        };
    }

    private static Proto.DkimSelectorState Encode(DkimSelectorState state) =>
        state switch
        {
            DkimSelectorState.Next => Proto.DkimSelectorState.Next,
            DkimSelectorState.Active => Proto.DkimSelectorState.Active,
            DkimSelectorState.Retired => Proto.DkimSelectorState.Retired,
            _ => throw new InvalidOperationException($"A key that is {state} has no form."),
        };

    private static DkimSelectorState Decode(Proto.DkimSelectorState state) =>
        state switch
        {
            Proto.DkimSelectorState.Next => DkimSelectorState.Next,
            Proto.DkimSelectorState.Active => DkimSelectorState.Active,
            Proto.DkimSelectorState.Retired => DkimSelectorState.Retired,
            _ => throw new InvalidDataException("A key is in a state that this program does not know."),
        };
}
