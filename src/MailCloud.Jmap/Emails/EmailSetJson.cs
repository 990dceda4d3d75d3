using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Writing;

namespace MailCloud.Jmap.Emails;

/// <summary>Responses in which what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SetResponse))]
[JsonSerializable(typeof(EmailImportResponse))]
internal sealed partial class EmailSetJson : JsonSerializerContext;
