using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MailCloud.Webmail.Mbox;

/// <summary>The line in front of a message: <c>From alice@example.org Thu Jan  1 00:00:00 1970</c> (RFC 4155 Appendix A).</summary>
/// <param name="Sender">Whom the message came from, with no space in it.</param>
/// <param name="Date">When it came; null if the line does not tell.</param>
internal sealed partial record FromLine(string Sender, DateTimeOffset? Date)
{
    /// <summary>The sender of a message that names none.</summary>
    public const string NoSender = "MAILER-DAEMON";

    /// <summary>A longer line separates nothing.</summary>
    private const int MaxOctets = 1024;

    /// <summary>Null: the line does not begin with <c>From</c> and a space.</summary>
    public static FromLine? Parse(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("From "u8) || line.Length > MaxOctets)
            return null;
        var match = Shape.Match(Encoding.UTF8.GetString(line));
        return match.Success ? new FromLine(match.Groups["sender"].Value, DateOf(match)) : new FromLine(NoSender, null);
    }

    /// <summary>The line, its line end included. The date is in UTC, as the RFC has it.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"From {Sender} {Date?.UtcDateTime:ddd MMM} {Date?.UtcDateTime.Day, 2} {Date?.UtcDateTime:HH:mm:ss yyyy}\n"
        );

    /// <summary>What a sender must be to stand in the line.</summary>
    public static string SenderOf(string? address) =>
        address is { Length: > 0 and <= 320 } && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? address : NoSender;

    private static DateTimeOffset? DateOf(Match match)
    {
        var text = $"{match.Groups["day"].Value} {match.Groups["month"].Value} {match.Groups["year"].Value} {match.Groups["time"].Value}";
        var format = match.Groups["time"].Length > 5 ? "d MMM yyyy HH:mm:ss" : "d MMM yyyy HH:mm";
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        // Names of time zones are ambiguous, and most programs that write one mean the time where they ran: they are taken as UTC.
        var zone = match.Groups["zone"].Value;
        var hours = zone.Length == 0 ? 0 : int.Parse(zone.AsSpan(1, 2), CultureInfo.InvariantCulture);
        var minutes = zone.Length == 0 ? 0 : int.Parse(zone.AsSpan(3, 2), CultureInfo.InvariantCulture);
        var offset = new TimeSpan(hours, minutes, 0);
        if (offset > TimeSpan.FromHours(14) || local.Year < 1900)
            return null;
        return new DateTimeOffset(local, TimeSpan.Zero) - (zone.StartsWith('-') ? -offset : offset);
    }

    // Some write the zone before the year, some behind it; some leave out the seconds.
    [GeneratedRegex(
        """^From +(?<sender>[^ ]+)( .*)? +(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(?<day>\d{1,2}) +(?<time>\d\d:\d\d(:\d\d)?)( +((?<zone>[+-]\d{4})|[A-Z]{1,5}))? +(?<year>\d{4})( +((?<zone>[+-]\d{4})|[A-Z]{1,5}))? *$""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Shape { get; }
}
