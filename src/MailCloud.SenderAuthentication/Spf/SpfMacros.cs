using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;

namespace MailCloud.SenderAuthentication.Spf;

/// <summary>What macros stand for (RFC 7208 §7.2), and the client's names, which one of them needs.</summary>
internal sealed class SpfMacros(IDnsResolver dns, SpfQuestion question, CancellationToken cancellationToken)
{
    private ReverseNames? names;

    /// <param name="domain">The domain whose record the text is of.</param>
    public ValueTask<string> ExpandAsync(MacroString text, string domain) => text.ExpandAsync(letter => ValueAsync(letter, domain));

    /// <summary>Expands a name. One that is too long loses labels from its left (RFC 7208 §7.3).</summary>
    public async ValueTask<string> ExpandDomainAsync(MacroString text, string domain)
    {
        var name = (await ExpandAsync(text, domain)).TrimEnd('.');
        if (name.Length <= HostName.MaxOctets)
            return name;
        // At the dot before the longest end that fits; a last label longer than that is no name, and nobody is asked for it.
        var dot = name.IndexOf('.', name.Length - HostName.MaxOctets - 1);
        return name[(dot + 1)..];
    }

    /// <summary>The client's names that lead back to it (RFC 7208 §5.5); failures are names less.</summary>
    public async ValueTask<ReverseNames> ValidatedNamesAsync() =>
        names ??= await ReverseNames.FindAsync(dns, question.Client, cancellationToken);

    private async ValueTask<string> ValueAsync(char letter, string domain) =>
        letter switch
        {
            's' => $"{question.LocalPart}@{question.SenderDomain}",
            'l' => question.LocalPart,
            'o' => question.SenderDomain,
            'd' => domain,
            'i' => Dotted(question.Client),
            'p' => await NameAsync(domain),
            'v' => question.Client.AddressFamily is AddressFamily.InterNetworkV6 ? "ip6" : "in-addr",
            'h' => question.Hello,
            'c' => question.Client.ToString(),
            'r' => question.ReceivingHost,
            't' => question.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"%{{{letter}}} is a macro that nobody wrote."),
        };

    /// <summary>The domain itself if it is among the client's names, else one below it, else any.</summary>
    private async ValueTask<string> NameAsync(string domain)
    {
        var validated = (await ValidatedNamesAsync()).Confirmed;
        return validated.FirstOrDefault(name => string.Equals(name, domain, StringComparison.OrdinalIgnoreCase))
            ?? validated.FirstOrDefault(name => name.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase))
            ?? validated.FirstOrDefault("unknown");
    }

    private static string Dotted(IPAddress address) =>
        address.AddressFamily is AddressFamily.InterNetworkV6
            ? string.Join('.', Convert.ToHexString(address.GetAddressBytes()).AsEnumerable())
            : address.ToString();
}
