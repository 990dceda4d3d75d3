using System.Text.Json.Serialization;
using MailCloud.Mail.Objects;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>What an account answers while its user is away (RFC 8621 §8). Kept as JSON, which is what clients see.</summary>
public sealed record VacationResponse
{
    public static readonly ObjectKind Kind = new("vacation");

    /// <summary>The id of the one object of its kind.</summary>
    public const string Id = "singleton";

    public bool IsEnabled { get; set; }

    /// <summary>Mail that comes before it is not answered; null: there is no such time.</summary>
    [JsonConverter(typeof(UtcDateConverter))]
    public DateTimeOffset? FromDate { get; set; }

    /// <summary>Mail that comes then or later is not answered; null: there is no such time.</summary>
    [JsonConverter(typeof(UtcDateConverter))]
    public DateTimeOffset? ToDate { get; set; }

    /// <summary>Null: made of the subject of what is answered.</summary>
    public string? Subject { get; set; }

    public string? TextBody { get; set; }

    public string? HtmlBody { get; set; }

    public bool IsInForceAt(DateTimeOffset time) =>
        IsEnabled && (FromDate is null || time >= FromDate) && (ToDate is null || time < ToDate);
}
