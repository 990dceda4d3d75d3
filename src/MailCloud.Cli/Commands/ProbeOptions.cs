using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Cli.Dns;
using MailCloud.Cli.Probes;
using MailCloud.Local;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Commands;

/// <summary>Which service is asked, and how: from the command line, else from the environment of a deployment.</summary>
internal sealed class ProbeOptions
{
    private readonly CommandContext context;

    private readonly Argument<string?> host = new("HOST")
    {
        Description = $"The mail server's name [default: ${ServerNames.HostVariable}]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> web = new("--web")
    {
        Description = $"The website [default: ${ServerNames.WebVariable}]",
        HelpName = "URL",
    };
    private readonly Option<string?> domain = new("--domain")
    {
        Description = "The domain whose policy and set-up are asked for [default: $MAILCLOUD_DOMAIN]",
        HelpName = "NAME",
    };
    private readonly Option<string?> address = new("--address")
    {
        Description = "Connect here, and for all names of the web to --web, whatever the DNS says",
        HelpName = "IP",
    };
    private readonly Option<Address?> account = Inputs.AddressOption("--account", "Log in as this account, and send it a message");
    private readonly Option<bool> standardInput = new("--password-stdin") { Description = "Read its password from the standard input" };
    private readonly Option<FileInfo?> authorities = new("--ca")
    {
        Description = "Trust these authorities, and no others",
        HelpName = "PEM",
    };
    private readonly Option<bool> lenient = new("--lenient")
    {
        Description =
            "Only doubt, and do not fail, for what comes right by itself after a deployment: a self-signed certificate, names not in the DNS yet",
    };
    private readonly (string Name, Option<int> Option)[] ports =
    [
        ("smtp", Port("smtp", 25)),
        ("submission", Port("submission", 587)),
        ("submissions", Port("submissions", 465)),
        ("imaps", Port("imaps", 993)),
        ("pop3s", Port("pop3s", 995)),
    ];

    public ProbeOptions(Command command, CommandContext context)
    {
        this.context = context;
        command.Add(host);
        foreach (
            var option in (Option[])
                [web, domain, address, account, standardInput, authorities, lenient, .. ports.Select(port => port.Option)]
        )
            command.Add(option);
    }

    /// <exception cref="SettingException">Something that is given cannot be read, or no host is.</exception>
    /// <exception cref="SetupException">There is no password to be had, or no such file.</exception>
    public async Task<ProbeTarget> ReadAsync(ParseResult parsed, CancellationToken cancel)
    {
        var settings = new SettingReader(context.Variable);
        var name =
            parsed.GetValue(host) ?? settings.Required(ServerNames.HostVariable, "is the server to ask, unless the command line names one");
        var site = parsed.GetValue(web) ?? settings.Text(ServerNames.WebVariable);
        return new ProbeTarget(DomainName.Canonicalize(name) ?? name, ReadAddress(parsed), ReadPorts(parsed))
        {
            Web =
                site is null ? null
                : Uri.TryCreate(site, UriKind.Absolute, out var url) && url.Scheme is "https" ? url
                : throw new SettingException("--web", "is an https address"),
            Domain = parsed.GetValue(domain) ?? settings.Domain("MAILCLOUD_DOMAIN"),
            Account = parsed.GetValue(account) is { } who ? new ProbeAccount(who, await ReadPasswordAsync(parsed, cancel)) : null,
            Authorities = parsed.GetValue(authorities) is { } file ? ReadAuthorities(file) : null,
            IsLenient = parsed.GetValue(lenient),
        };
    }

    private IPAddress? ReadAddress(ParseResult parsed) =>
        parsed.GetValue(address) is not { } text ? null
        : IPAddress.TryParse(text, out var found) ? found
        : throw new SettingException("--address", "is an IP address");

    private PublicPorts ReadPorts(ParseResult parsed)
    {
        var numbers = ports.ToDictionary(port => port.Name, port => parsed.GetValue(port.Option), StringComparer.Ordinal);
        return new PublicPorts(numbers["smtp"], numbers["submission"], numbers["submissions"], numbers["imaps"], numbers["pop3s"]);
    }

    private async Task<string> ReadPasswordAsync(ParseResult parsed, CancellationToken cancel)
    {
        var terminal = context.Terminal;
        if (!parsed.GetValue(standardInput) && !terminal.IsInteractive)
            throw new SetupException("There is no terminal to ask for the password on: give --password-stdin.");
        var password = parsed.GetValue(standardInput)
            ? await terminal.ReadLineAsync(cancel)
            : await terminal.AskSecretAsync("Password:", cancel);
        return Passwords.Flaw(password) is { } flaw ? throw new SetupException(flaw) : password!;
    }

    private static X509Certificate2Collection ReadAuthorities(FileInfo file)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file.FullName);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SetupException($"{file.FullName} holds no certificates that can be read: --ca takes a PEM file.", e);
        }
    }

    private static Option<int> Port(string name, int number) =>
        new($"--{name}")
        {
            Description = $"Its port for {name}",
            HelpName = "PORT",
            DefaultValueFactory = _ => number,
        };
}
