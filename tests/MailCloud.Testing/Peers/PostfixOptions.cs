namespace MailCloud.Testing.Peers;

/// <summary>What a <see cref="PostfixServer"/> is to be.</summary>
public sealed record PostfixOptions
{
    /// <summary>Its name in greetings and in its certificate.</summary>
    public string HostName { get; init; } = "mx.example.net";

    /// <summary>Names and addresses that its certificate is for beside its own name.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>The domains that it takes mail for from anyone. Every local part exists.</summary>
    public IReadOnlyList<string> Domains { get; init; } = ["example.net"];

    /// <summary>Whether it offers STARTTLS, with a certificate of <see cref="PostfixServer.Certificates"/>.</summary>
    public bool OffersStartTls { get; init; } = true;

    /// <summary>Who may log in (PLAIN, LOGIN and SCRAM, under TLS) and relay anywhere: it is a smart host. Empty: there is no AUTH.</summary>
    public IReadOnlyList<(string User, string Password)> Users { get; init; } = [];

    /// <summary>Replies to RCPT: a recipient, a domain or a local part with <c>@</c>, and what it gets, e.g. <c>550 5.1.1 No such user</c>.</summary>
    public IReadOnlyDictionary<string, string> Replies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>More lines of main.cf, e.g. <c>smtpd_discard_ehlo_keywords = pipelining</c>.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}
