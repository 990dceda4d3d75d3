using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Probes;

/// <summary>A service as clients see it, and how strict one is with it.</summary>
/// <param name="Host">The mail server's name, which its certificate has to hold.</param>
/// <param name="Address">Where to connect to, whatever the DNS says of any name; null: as the DNS says.</param>
internal sealed record ProbeTarget(string Host, IPAddress? Address, PublicPorts Ports)
{
    /// <summary>The website; null: it is not asked.</summary>
    public Uri? Web { get; init; }

    /// <summary>Whose policy and set-up are asked for; null: nobody's.</summary>
    public string? Domain { get; init; }

    /// <summary>Who logs in and gets a message; null: nobody.</summary>
    public ProbeAccount? Account { get; init; }

    /// <summary>The authorities to trust in the place of the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>
    /// Whether what comes right by itself in the hours after a deployment only makes doubt: a certificate that no authority has signed yet, names that lead nowhere yet, a port 25 that
    /// the network here does not let through.
    /// </summary>
    public bool IsLenient { get; init; }

    /// <summary>What a shortcoming of that sort is.</summary>
    public Mark Shortcoming => IsLenient ? Mark.Doubtful : Mark.Bad;
}

/// <summary>The ports of a service.</summary>
internal sealed record PublicPorts(int Smtp, int Submission, int Submissions, int Imaps, int Pop3s);

/// <summary>Who logs in.</summary>
internal sealed record ProbeAccount(Address Address, string Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Address}";
}

/// <summary>What came of one question.</summary>
/// <param name="What">What was asked, such as <c>imaps</c>.</param>
/// <param name="Detail">What was seen, or went wrong.</param>
internal sealed record ProbeResult(string What, Mark Mark, TimeSpan Took, string Detail);
