using System.Net;

namespace MailCloud.Spam.Features;

/// <summary>What the name of a host says without asking anybody.</summary>
internal static class DomainShape
{
    /// <summary>
    /// About the domain that the name is registered under: two labels, or three below a country's short second level (<c>co.uk</c>). Exactly would take the
    /// public suffix list; a feature may be wrong now and then.
    /// </summary>
    public static string Registered(string host)
    {
        var labels = host.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var kept = labels is [.., _, { Length: <= 3 }, { Length: 2 }] ? 3 : 2;
        return labels.Length <= kept ? host : string.Join('.', labels[^kept..]);
    }

    /// <summary>Whether the host is a number instead of a name.</summary>
    public static bool IsAddress(string host) => IPAddress.TryParse(host, out _);
}
