using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Objects;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(GetArguments))]
[JsonSerializable(typeof(GetResponse<JsonObject>))]
[JsonSerializable(typeof(ChangesArguments))]
[JsonSerializable(typeof(ChangesResponse))]
[JsonSerializable(typeof(SetArguments))]
[JsonSerializable(typeof(SetResponse))]
[JsonSerializable(typeof(QueryArguments))]
[JsonSerializable(typeof(QueryResponse))]
[JsonSerializable(typeof(QueryChangesArguments))]
[JsonSerializable(typeof(QueryChangesResponse))]
internal sealed partial class ObjectJson : JsonSerializerContext;
