using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Results;

/// <summary>What our own server found out about a message's sender when it took the message, as the message's header says (RFC 8601 §4.1).</summary>
public static class OwnResults
{
    private const int MaxFields = 200;

    /// <summary>
    /// The topmost Authentication-Results field, if it is ours. Our server takes others of its name away and puts its own on top of all that was there, so one of our name further
    /// down was brought in by somebody else. Null: it is not ours, or there is none.
    /// </summary>
    public static AuthenticationResults? Find(ReadOnlySpan<byte> header, string authservId)
    {
        var fields = 0;
        foreach (var field in new HeaderBlock(header))
        {
            if (field.Is(AuthenticationResults.FieldName))
            {
                using var alone = new HashedMessage(field.Bytes.ToArray());
                return AuthenticationResults.Find(alone, authservId);
            }
            if (++fields > MaxFields)
                break;
        }
        return null;
    }

    /// <summary>Whether a message was sent with the consent of its reverse path's domain: SPF says so, or DMARC if the domain is that in From, too.</summary>
    public static bool Prove(ReadOnlySpan<byte> header, string authservId, Address reversePath) =>
        Find(header, authservId) is { } results
        && results.Results.Any(result =>
            result.Result is "pass"
            && result.Properties.Any(property =>
                (result.Method, property.Type, property.Name) is ("spf", "smtp", "mailfrom") or ("dmarc", "header", "from")
                && IsOf(property.Value, reversePath)
            )
        );

    /// <param name="value">A domain, or an address of it.</param>
    private static bool IsOf(string value, Address address) =>
        string.Equals(DomainName.Canonicalize(value[(value.LastIndexOf('@') + 1)..]), address.CanonicalDomain, StringComparison.Ordinal);
}
