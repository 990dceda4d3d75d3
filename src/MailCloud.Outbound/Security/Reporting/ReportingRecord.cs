using System.Collections.Immutable;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;

namespace MailCloud.Outbound.Security.Reporting;

/// <summary>The TXT record that says where a domain wants its reports (RFC 8460 §3).</summary>
internal static class ReportingRecord
{
    // As many as a domain can reasonably read its reports at.
    private const int MaxTargets = 4;

    /// <summary><c>mailto:</c> and <c>https:</c> addresses; empty: the domain wants no reports.</summary>
    public static async ValueTask<ImmutableArray<Uri>> FindAsync(IDnsResolver dns, string domain, CancellationToken cancellationToken)
    {
        var answer = await dns.TextAsync($"_smtp._tls.{domain}", cancellationToken);
        return Parse(answer.Records);
    }

    /// <summary>Two records are as good as none.</summary>
    public static ImmutableArray<Uri> Parse(IEnumerable<string> texts)
    {
        var records = texts.Where(text => string.Equals(text.Split(';')[0].TrimEnd(), "v=TLSRPTv1", StringComparison.Ordinal)).ToList();
        if (records is not [var record])
            return [];
        return
        [
            .. record
                .Split(';', StringSplitOptions.TrimEntries)
                .Where(field => field.StartsWith("rua=", StringComparison.Ordinal))
                .SelectMany(field => field[4..].Split(',', StringSplitOptions.TrimEntries))
                .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null)
                .OfType<Uri>()
                .Where(uri => uri.Scheme is "https" || AddressOf(uri) is not null)
                .Take(MaxTargets),
        ];
    }

    /// <summary>The address of a <c>mailto:</c>; null: it is none.</summary>
    public static Address? AddressOf(Uri uri) =>
        uri.Scheme is "mailto"
        && Address.TryParse(Uri.UnescapeDataString(uri.AbsoluteUri["mailto:".Length..].Split('?')[0]), out var address)
            ? address
            : null;
}
