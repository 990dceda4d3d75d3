using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Changes;
using MailCloud.Jmap.Emails.Querying;
using MailCloud.Jmap.Emails.Reading;
using MailCloud.Jmap.Emails.Writing;

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
            new Method<SetArguments, SetResponse>(
                "Email/set",
                Capabilities.Mail,
                EmailJson.Default.SetArguments,
                EmailSetJson.Default.SetResponse,
                EmailSet.RunAsync
            ),
            new Method<EmailCopyArguments, SetResponse>(
                "Email/copy",
                Capabilities.Mail,
                EmailJson.Default.EmailCopyArguments,
                EmailSetJson.Default.SetResponse,
                EmailCopyMethod.RunAsync
            ),
            new Method<EmailImportArguments, EmailImportResponse>(
                "Email/import",
                Capabilities.Mail,
                EmailJson.Default.EmailImportArguments,
                EmailSetJson.Default.EmailImportResponse,
                EmailImport.RunAsync
            ),
            new Method<EmailParseArguments, EmailParseResponse>(
                "Email/parse",
                Capabilities.Mail,
                EmailJson.Default.EmailParseArguments,
                EmailJson.Default.EmailParseResponse,
                EmailParse.RunAsync
            ),
        ];
}
