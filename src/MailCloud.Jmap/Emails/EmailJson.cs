using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Querying;
using MailCloud.Jmap.Emails.Reading;

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
[JsonSerializable(typeof(EmailQueryArguments))]
[JsonSerializable(typeof(EmailQueryResponse))]
[JsonSerializable(typeof(EmailQueryChangesArguments))]
[JsonSerializable(typeof(EmailQueryChangesResponse))]
internal sealed partial class EmailJson : JsonSerializerContext;
