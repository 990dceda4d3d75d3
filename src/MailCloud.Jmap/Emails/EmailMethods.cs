using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Changes;
using MailCloud.Jmap.Emails.Querying;
using MailCloud.Jmap.Emails.Reading;

namespace MailCloud.Jmap.Emails;

/// <summary>The methods of Email (RFC 8621 §4).</summary>
public static class EmailMethods
{
    public static IEnumerable<Method> All =>
        [
            new Method<EmailGetArguments, GetResponse<JsonObject>>(
                "Email/get",
                Capabilities.Mail,
                EmailJson.Default.EmailGetArguments,
                EmailJson.Default.GetResponseJsonObject,
                EmailGet.RunAsync
            ),
            new Method<ChangesArguments, ChangesResponse>(
                "Email/changes",
                Capabilities.Mail,
                EmailJson.Default.ChangesArguments,
                EmailJson.Default.ChangesResponse,
                EmailChangesMethod.RunAsync
            ),
            new Method<EmailQueryArguments, EmailQueryResponse>(
                "Email/query",
                Capabilities.Mail,
                EmailJson.Default.EmailQueryArguments,
                EmailJson.Default.EmailQueryResponse,
                EmailQueryMethod.RunAsync
            ),
            new Method<EmailQueryChangesArguments, EmailQueryChangesResponse>(
                "Email/queryChanges",
                Capabilities.Mail,
                EmailJson.Default.EmailQueryChangesArguments,
                EmailJson.Default.EmailQueryChangesResponse,
                EmailQueryChangesMethod.RunAsync
            ),
        ];
}
