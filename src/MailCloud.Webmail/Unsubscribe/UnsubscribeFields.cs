using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Webmail.Rendering.Html;

namespace MailCloud.Webmail.Unsubscribe;

/// <summary>Reads List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058) of a header.</summary>
internal static class UnsubscribeFields
{
    private const string Field = "List-Unsubscribe";
    private const string PostField = "List-Unsubscribe-Post";
    private const string OneClickText = "List-Unsubscribe=One-Click";
    private const int MaxAddresses = 10;
    private const int MaxLength = 4096;

    /// <param name="results">What our server found out about the message; null: it says nothing.</param>
    /// <returns>Null: the message is of no list, or the list does not say how to leave it.</returns>
    public static UnsubscribeOffer? Read(byte[] header, AuthenticationResults? results)
    {
        var fields = Values(header, Field);
        if (fields.Count == 0)
            return null;
        var addresses = Addresses(fields[0]).Take(MaxAddresses).ToList();
        var http = addresses.Find(IsHttps) ?? addresses.Find(address => LinkAddress.SchemeOf(address) is "http");
        var mailto = addresses.Find(address => LinkAddress.SchemeOf(address) is "mailto");
        return http is null && mailto is null
            ? null
            : new UnsubscribeOffer(http is not null && IsHttps(http) && IsOneClick(header, fields, results), http, mailto);
    }

    private static bool IsHttps(string address) =>
        LinkAddress.SchemeOf(address) is "https" && Uri.TryCreate(address, UriKind.Absolute, out _);

    /// <summary>
    /// RFC 8058 §4: a valid signature covers both fields. Of fields that are there twice a signature may cover either, so each must be there once.
    /// </summary>
    private static bool IsOneClick(byte[] header, List<string> fields, AuthenticationResults? results) =>
        fields.Count == 1
        && Values(header, PostField) is [var post]
        && string.Equals(post.Trim(), OneClickText, StringComparison.OrdinalIgnoreCase)
        && SignatureCoverage.Covers(header, results, [Field, PostField]);

    /// <summary>What is in angle brackets, without blanks and line ends.</summary>
    private static IEnumerable<string> Addresses(string value)
    {
        for (var start = value.IndexOf('<', StringComparison.Ordinal); start >= 0; start = value.IndexOf('<', start + 1))
        {
            var end = value.IndexOf('>', start);
            if (end < 0)
                yield break;
            var address = string.Concat(value[(start + 1)..end].Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c)));
            if (address.Length is > 0 and <= MaxLength)
                yield return address;
        }
    }

    internal static List<string> Values(byte[] header, string name)
    {
        var values = new List<string>();
        foreach (var field in new HeaderBlock(header))
            if (field.Is(name))
                values.Add(HeaderText.Unfold(field.Value, Encoding.Latin1));
        return values;
    }
}
