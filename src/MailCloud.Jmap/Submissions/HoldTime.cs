using System.Globalization;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Delivery.Personal;

namespace MailCloud.Jmap.Submissions;

/// <summary>The parameters of MAIL that say when a message is to leave (RFC 4865 §4): <c>HOLDFOR</c>, a number of seconds, or <c>HOLDUNTIL</c>, a time.</summary>
internal static class HoldTime
{
    /// <returns>When it leaves; null: the parameters say something else, or too late a time.</returns>
    public static DateTimeOffset? Read(IReadOnlyDictionary<string, string?>? parameters, DateTimeOffset now)
    {
        if (parameters is null || parameters.Count == 0)
            return now;
        if (parameters.Count > 1)
            return null;
        var (name, value) = parameters.First();
        var time = name.ToUpperInvariant() switch
        {
            "HOLDFOR" when IsSeconds(value, out var seconds) => now.AddSeconds(seconds),
            "HOLDUNTIL" when UtcDateConverter.TryParse(value ?? "", out var until) => until,
            _ => (DateTimeOffset?)null,
        };
        return time <= now.AddSeconds(Session.MaxDelayedSend) ? time : null;
    }

    private static bool IsSeconds(string? text, out int seconds) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
}
