using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>Arguments and responses of the methods of Mailbox in JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(GetArguments))]
[JsonSerializable(typeof(GetResponse<JsonObject>))]
[JsonSerializable(typeof(ChangesArguments))]
[JsonSerializable(typeof(MailboxChangesResponse))]
[JsonSerializable(typeof(MailboxQueryArguments))]
[JsonSerializable(typeof(QueryResponse))]
[JsonSerializable(typeof(MailboxQueryChangesArguments))]
[JsonSerializable(typeof(QueryChangesResponse))]
[JsonSerializable(typeof(MailboxFilterOperator))]
[JsonSerializable(typeof(MailboxSetArguments))]
[JsonSerializable(typeof(SetResponse))]
internal sealed partial class MailboxJson : JsonSerializerContext;
