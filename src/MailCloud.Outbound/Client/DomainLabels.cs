using System.Globalization;
using System.Text;

namespace MailCloud.Outbound.Client;

/// <summary>Domain names for those who know only ASCII.</summary>
internal static class DomainLabels
{
    private static readonly IdnMapping Mapping = new() { AllowUnassigned = true };

    /// <summary>The name in lower case and A-labels (RFC 5890 §2.3.2.1). A name that has none stays as it is: it will not be found.</summary>
    public static string ToAscii(string domain)
    {
        var lower = domain.ToLowerInvariant();
        if (Ascii.IsValid(lower))
            return lower;
        try
        {
            return Mapping.GetAscii(lower);
        }
        catch (ArgumentException)
        {
            return lower;
        }
    }
}
