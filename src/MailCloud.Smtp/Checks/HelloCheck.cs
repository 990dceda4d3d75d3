using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// A stranger's own name is a domain name or an address literal (RFC 5321 §4.1.4), and not ours. Whether it is the right one is not asked: that must be no reason
/// to refuse mail. The answer comes with MAIL, when it is known who has logged in.
/// </summary>
/// <param name="own">Names of this server, under which nobody else is known.</param>
internal sealed class HelloCheck(params string[] own) : ICheck<Sender>
{
    private static readonly CheckResult NoName = CheckResult.Reject(
        550,
        "5.7.1",
        "Say EHLO with your domain name, or your address in brackets"
    );
    private static readonly CheckResult OurName = CheckResult.Reject(550, "5.7.1", "The name that you gave with EHLO is ours");

    public ValueTask<CheckResult> CheckAsync(Sender subject, CancellationToken cancellationToken)
    {
        if (!subject.Client.IsStranger || subject.Client.Hello is not { } name)
            return new(CheckResult.Accept);
        name = name.TrimEnd('.');
        return new(
            !IsLiteral(name) && !IsDomain(name) ? NoName
            : own.Contains(name, StringComparer.OrdinalIgnoreCase) ? OurName
            : CheckResult.Accept
        );
    }

    private static bool IsDomain(string name) =>
        !IPAddress.TryParse(name, out _)
        && HostName.IsWellFormed(name)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    /// <summary><c>address-literal</c> (RFC 5321 §4.1.3).</summary>
    private static bool IsLiteral(string name)
    {
        if (name is not ['[', .. var text, ']'])
            return false;
        const string tag = "IPv6:";
        return text.StartsWith(tag, StringComparison.OrdinalIgnoreCase)
            ? IPAddress.TryParse(text.AsSpan(tag.Length), out var v6) && v6.AddressFamily is AddressFamily.InterNetworkV6
            : text.Count(c => c == '.') == 3 && IPAddress.TryParse(text, out var v4) && v4.AddressFamily is AddressFamily.InterNetwork;
    }
}
