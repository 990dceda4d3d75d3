using System.Globalization;
using System.Net;
using Spectre.Console;

namespace MailCloud.Cli.Local;

/// <summary>What <c>mailcloud up</c> shows when everything answers: how to set up a mail program, and two lines to try it with.</summary>
internal static class Welcome
{
    private static readonly Dictionary<string, string> Purposes = new(StringComparer.Ordinal)
    {
        ["smtp"] = "mail from other servers, STARTTLS",
        ["submission"] = "sending, STARTTLS",
        ["submissions"] = "sending, TLS",
        ["imaps"] = "reading, TLS",
        ["pop3s"] = "fetching, TLS",
        ["https"] = "the webmail and its API, TLS",
        ["http"] = "leads to https",
    };

    public static void Write(Terminal terminal, ReadyInfo ready)
    {
        terminal.Say($"The webmail: {WebAddress(ready)}");
        terminal.Say($"MailCloud answers at {ready.Host}. Ctrl-C stops it.");
        terminal.List(
            ["Service", "Port", "For"],
            ready.Ports.ByService.Select(each =>
                new[] { each.Service, each.Port.ToString(CultureInfo.InvariantCulture), Purposes[each.Service] }
            )
        );
        terminal.List(
            ["User name", "Password"],
            ready.Accounts.Select(account => new[] { account.Address, account.Password ?? "(changed since)" })
        );
        terminal.Say($"Certificate authority: {ready.CaFile}");
        if (Examples(ready) is not var (send, read))
            return;
        terminal.Say("\nSend a message:");
        terminal.Say($"  {send}");
        terminal.Say("Read it:");
        terminal.Say($"  {read}");
    }

    /// <summary>The curl lines that send a message from the first account to the second, and read it there.</summary>
    internal static (string Send, string Read)? Examples(ReadyInfo ready)
    {
        if (ready.Accounts is not [{ Password: not null } from, { Password: not null } to, ..])
            return null;
        var host = new UriBuilder { Host = ClientAddress(ready.Host) }.Host;
        var trust = $"--cacert {Quote(ready.CaFile)}";
        var message = $"From: {from.Address}\\r\\nTo: {to.Address}\\r\\nSubject: Hello\\r\\n\\r\\nIt works.\\r\\n";
        return (
            $"printf {Quote(message)} | curl {trust} --ssl-reqd --url smtp://{host}:{ready.Ports.Submission}"
                + $" --user {Quote($"{from.Address}:{from.Password}")} --mail-from {from.Address} --mail-rcpt {to.Address} --upload-file -",
            $"curl {trust} --user {Quote($"{to.Address}:{to.Password}")} 'imaps://{host}:{ready.Ports.Imaps}/INBOX;MAILINDEX=1'"
        );
    }

    /// <summary>What to open in a browser on this machine.</summary>
    /// <remarks>A name if possible: passkeys are for names, not for IP addresses (WebAuthn Level 3 §5.1.3).</remarks>
    internal static Uri WebAddress(ReadyInfo ready)
    {
        var bound = IPAddress.Parse(ClientAddress(ready.Host));
        return new UriBuilder("https", IPAddress.IsLoopback(bound) ? "localhost" : $"{bound}", ready.Ports.Https).Uri;
    }

    /// <summary>Where a client on this machine finds a server that is bound to all addresses.</summary>
    internal static string ClientAddress(string bound) =>
        IPAddress.Parse(bound) switch
        {
            var any when any.Equals(IPAddress.Any) => $"{IPAddress.Loopback}",
            var any when any.Equals(IPAddress.IPv6Any) => $"{IPAddress.IPv6Loopback}",
            _ => bound,
        };

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
