using MailCloud.Mail.Quotas;

namespace MailCloud.Storage.Format;

/// <summary>Limits, as <c>head.proto</c> describes them.</summary>
internal static class QuotaFormat
{
    public static Proto.Quota Encode(Quota quota)
    {
        var encoded = new Proto.Quota();
        if (quota.Octets is { } octets)
            encoded.Octets = octets;
        if (quota.Messages is { } messages)
            encoded.Messages = messages;
        return encoded;
    }

    public static Quota Decode(Proto.Quota? quota) =>
        quota is null ? Quota.Unset : new Quota(quota.HasOctets ? quota.Octets : null, quota.HasMessages ? quota.Messages : null);
}
