using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails;
using MailCloud.Jmap.Mailboxes;
using MailCloud.Jmap.Objects;
using MailCloud.Jmap.Push;
using MailCloud.Jmap.Quotas;
using MailCloud.Jmap.Snippets;
using MailCloud.Jmap.Threads;

namespace MailCloud.Jmap;

/// <summary>The table of all methods; docs/rfc-status.md lists them with what is left out.</summary>
public static class JmapMethods
{
    /// <summary>To add a method: a row in the list of its area; to add an area: a line here.</summary>
    public static IEnumerable<Method> All =>
        [
            .. CoreMethods.All,
            .. PushSubscriptionMethods.All,
            .. MailboxMethods.All,
            .. ThreadMethods.All,
            .. EmailMethods.All,
            .. SnippetMethods.All,
            .. QuotaMethods.All,
            .. ObjectTypes.Methods,
        ];
}
