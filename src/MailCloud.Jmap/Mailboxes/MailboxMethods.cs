using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>The methods of Mailbox (RFC 8621 §2).</summary>
public static class MailboxMethods
{
    public static IEnumerable<Method> All =>
        [
            new Method<GetArguments, GetResponse<JsonObject>>(
                "Mailbox/get",
                Capabilities.Mail,
                MailboxJson.Default.GetArguments,
                MailboxJson.Default.GetResponseJsonObject,
                MailboxGet.RunAsync
            ),
            new Method<ChangesArguments, MailboxChangesResponse>(
                "Mailbox/changes",
                Capabilities.Mail,
                MailboxJson.Default.ChangesArguments,
                MailboxJson.Default.MailboxChangesResponse,
                MailboxChanges.RunAsync
            ),
            new Method<MailboxQueryArguments, QueryResponse>(
                "Mailbox/query",
                Capabilities.Mail,
                MailboxJson.Default.MailboxQueryArguments,
                MailboxJson.Default.QueryResponse,
                MailboxQuery.RunAsync
            ),
            new Method<MailboxQueryChangesArguments, QueryChangesResponse>(
                "Mailbox/queryChanges",
                Capabilities.Mail,
                MailboxJson.Default.MailboxQueryChangesArguments,
                MailboxJson.Default.QueryChangesResponse,
                MailboxQuery.RunChangesAsync
            ),
            new Method<MailboxSetArguments, SetResponse>(
                "Mailbox/set",
                Capabilities.Mail,
                MailboxJson.Default.MailboxSetArguments,
                MailboxJson.Default.SetResponse,
                MailboxSet.RunAsync
            ),
        ];
}
