using System.CommandLine;
using System.Net;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Dns;

/// <summary>How a command learns where the service is: from its options, else from the environment, which may be that of <c>azd env get-values</c>.</summary>
internal sealed class DnsOptions
{
    private readonly CommandContext context;

    private readonly Option<string?> host = new("--host")
    {
        Description = $"The mail server's own name [default: ${ServerNames.HostVariable}, else mail.DOMAIN]",
        HelpName = "NAME",
    };

    private readonly Option<IPAddress[]> addresses = new("--address")
    {
        Description = $"Its IP addresses [default: ${ServerNames.AddressVariable}]",
        HelpName = "IP",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            var found = new List<IPAddress>();
            foreach (var token in result.Tokens)
            {
                if (IPAddress.TryParse(token.Value, out var address))
                    found.Add(address);
                else
                    result.AddError($"'{token.Value}' is not an IP address: --address takes those of the mail server.");
            }
            return [.. found];
        },
    };

    private readonly Option<string?> web = new("--web")
    {
        Description = $"The host of the functions, such as NAME.azurewebsites.net [default: that of ${ServerNames.WebVariable}]",
        HelpName = "NAME",
    };

    public DnsOptions(Command command, CommandContext context)
    {
        this.context = context;
        command.Add(host);
        command.Add(addresses);
        command.Add(web);
    }

    /// <exception cref="SettingException">An option or a variable cannot be read.</exception>
    public ServerNames Read(ParseResult parsed, Domain domain)
    {
        var read = ServerNames.Read(new SettingReader(context.Variable), domain.Name);
        return read with
        {
            Host = Name(parsed, host) ?? read.Host,
            Addresses = parsed.GetValue(addresses) is { Length: > 0 } given ? [.. given] : read.Addresses,
            WebHost = Name(parsed, web) ?? read.WebHost,
        };
    }

    public IDnsResolver OpenResolver() => context.OpenDns(DnsSettings.Read(new SettingReader(context.Variable)));

    private static string? Name(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } text
            ? null
            : DomainName.Canonicalize(text) ?? throw new SettingException(option.Name, "is a domain name");
}
