using System.Collections.Immutable;

namespace MailCloud.Smtp.Commands;

/// <summary>A service extension (RFC 5321 §2.2).</summary>
/// <param name="Reference">Where it is specified.</param>
/// <param name="Keyword">What EHLO says of it; null: nothing in the session's state.</param>
internal sealed record Extension(string Reference, Func<SmtpSession, string?> Keyword)
{
    public static readonly Extension Chunking = new("RFC 3030 §2", _ => "CHUNKING");
    public static readonly Extension StartTls = new("RFC 3207 §2", session => session.Connection.Tls is null ? "STARTTLS" : null);
    public static readonly Extension Auth = new("RFC 4954 §3", Commands.Auth.Keyword);

    /// <summary>Extensions that add no command.</summary>
    private static readonly ImmutableArray<Extension> WithoutCommand =
    [
        new("RFC 2920 §3", _ => "PIPELINING"),
        new("RFC 1870 §3", session => $"SIZE {session.Options.MaxMessageOctets}"),
        new("RFC 6152 §2", _ => "8BITMIME"),
        new("RFC 6531 §3.1", _ => "SMTPUTF8"),
        new("RFC 2034 §3", _ => "ENHANCEDSTATUSCODES"),
        new("RFC 3461 §3", _ => "DSN"),
        new("RFC 8689 §2", session => session.CanRequireTls ? "REQUIRETLS" : null),
    ];

    /// <summary>What EHLO says to the session now.</summary>
    public static IEnumerable<string> KeywordsFor(SmtpSession session) =>
        WithoutCommand
            .Concat(CommandTable.Rows.Select(row => row.Extension).OfType<Extension>())
            .Select(extension => extension.Keyword(session))
            .OfType<string>();
}
