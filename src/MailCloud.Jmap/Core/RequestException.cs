namespace MailCloud.Jmap.Core;

/// <summary>A request-level error (RFC 8620 §3.6.1): no method runs, and the answer is a problem (RFC 9457) instead.</summary>
/// <param name="type">The error's name behind <see cref="Prefix"/>.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">For developers of clients.</param>
public sealed class RequestException(string type, int status, string detail) : Exception(detail)
{
    private const string Prefix = "urn:ietf:params:jmap:error:";

    public string Type { get; } = Prefix + type;

    public int Status { get; } = status;

    /// <summary>Which of <see cref="JmapLimits"/> is passed, as the session names it; null: none is.</summary>
    public string? Limit { get; private init; }

    public static RequestException UnknownCapability(string capability) =>
        new("unknownCapability", 400, $"The capability {capability} is not known here.");

    public static RequestException NotJson(string detail) => new("notJSON", 400, detail);

    public static RequestException NotRequest(string detail) => new("notRequest", 400, detail);

    public static RequestException TooLarge() => Exceeded("maxSizeRequest", 413, $"A request may have {JmapLimits.MaxSizeRequest} octets.");

    public static RequestException TooManyCalls() =>
        Exceeded("maxCallsInRequest", 400, $"A request may have {JmapLimits.MaxCallsInRequest} method calls.");

    public static RequestException TooManyRequests() =>
        Exceeded("maxConcurrentRequests", 429, $"At most {JmapLimits.MaxConcurrentRequests} requests can run at a time.");

    public static RequestException UploadTooLarge() =>
        Exceeded("maxSizeUpload", 413, $"An upload may have {JmapLimits.MaxSizeUpload} octets.");

    public static RequestException TooManyUploads() =>
        Exceeded("maxConcurrentUpload", 429, $"At most {JmapLimits.MaxConcurrentUpload} uploads can run at a time.");

    public static RequestException TooMuchUploaded() =>
        Exceeded(
            "maxKeptUploads",
            429,
            $"The uploads of an account may have {JmapLimits.MaxKeptUploads} octets together. Each of them is kept for a day."
        );

    private static RequestException Exceeded(string limit, int status, string detail) => new("limit", status, detail) { Limit = limit };
}
