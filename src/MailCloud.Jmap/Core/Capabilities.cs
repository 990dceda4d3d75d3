using System.Collections.Frozen;

namespace MailCloud.Jmap.Core;

/// <summary>The capabilities of the API (RFC 8620 §2): what a request says it uses.</summary>
public static class Capabilities
{
    public const string Core = "urn:ietf:params:jmap:core";

    /// <summary>RFC 8621 §1.3.1.</summary>
    public const string Mail = "urn:ietf:params:jmap:mail";

    /// <summary>RFC 8621 §1.3.2.</summary>
    public const string Submission = "urn:ietf:params:jmap:submission";

    /// <summary>RFC 8621 §1.3.3.</summary>
    public const string VacationResponse = "urn:ietf:params:jmap:vacationresponse";

    /// <summary>RFC 9610 §1.4.1.</summary>
    public const string Contacts = "urn:ietf:params:jmap:contacts";

    /// <summary>RFC 9425 §2.</summary>
    public const string Quota = "urn:ietf:params:jmap:quota";

    /// <summary>RFC 9749 §3.</summary>
    public const string WebPush = "urn:ietf:params:jmap:webpush-vapid";

    /// <summary>Our own: rules that sort mail as it is delivered, and the page's settings.</summary>
    public const string Settings = "https://mailcloud.dev/jmap/settings";

    /// <summary>Those that are the account's.</summary>
    public static IReadOnlyList<string> OfAccounts { get; } = [Mail, Submission, VacationResponse, Contacts, Quota, Settings];

    public static FrozenSet<string> All { get; } = OfAccounts.Concat([Core, WebPush]).ToFrozenSet(StringComparer.Ordinal);
}
