using MailCloud.SenderAuthentication.Results;

namespace MailCloud.Webmail.Rendering.Details;

/// <summary>What our own server found out about the sender when it took the message (RFC 8601).</summary>
/// <param name="From">The domain that DMARC was asked about; null: it was not.</param>
/// <param name="Verdict"><c>pass</c>: the domain in From has sent it; <c>fail</c>: it has not; <c>none</c>: nobody can tell.</param>
internal sealed record SenderBadges(string? Spf, string? Dkim, string? Dmarc, string? Arc, string? From, string Verdict)
{
    public static SenderBadges Of(AuthenticationResults? results)
    {
        var dmarc = Find(results, "dmarc");
        var isOwn = Find(results, "auth") is { Result: "pass" };
        return new SenderBadges(
            Find(results, "spf")?.Result,
            Find(results, "dkim")?.Result,
            dmarc?.Result,
            Find(results, "arc")?.Result,
            dmarc?.Properties.FirstOrDefault(property => property is { Type: "header", Name: "from" }).Value,
            dmarc?.Result is "pass" || isOwn ? "pass"
                : dmarc?.Result is "fail" ? "fail"
                : "none"
        );
    }

    /// <summary>Of several results of a method the one that passed counts: one valid signature is enough.</summary>
    private static MethodResult? Find(AuthenticationResults? results, string method)
    {
        var found =
            results?.Results.Where(result => string.Equals(result.Method, method, StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        return found.Find(result => result.Result is "pass") ?? found.FirstOrDefault();
    }
}
