using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Querying;
using MailCloud.Jmap.Emails.Reading;
using MailCloud.Jmap.Emails.Writing;

namespace MailCloud.Jmap.Emails;

/// <summary>Arguments and responses of the methods of Email in JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(EmailGetArguments))]
[JsonSerializable(typeof(GetResponse<JsonObject>))]
[JsonSerializable(typeof(ChangesArguments))]
[JsonSerializable(typeof(ChangesResponse))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(SetArguments))]
[JsonSerializable(typeof(EmailCopyArguments))]
[JsonSerializable(typeof(EmailImportArguments))]
[JsonSerializable(typeof(EmailParseArguments))]
[JsonSerializable(typeof(EmailParseResponse))]
[JsonSerializable(typeof(EmailQueryArguments))]
[JsonSerializable(typeof(EmailQueryResponse))]
[JsonSerializable(typeof(EmailQueryChangesArguments))]
[JsonSerializable(typeof(EmailQueryChangesResponse))]
internal sealed partial class EmailJson : JsonSerializerContext;
