using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using MailCloud.Cli.Local;
using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud up</c>: the whole service on this machine, until Ctrl-C.</summary>
internal static class UpCommand
{
    public static Command Create(CommandContext context)
    {
        var data = DataFolder.Option(context);
        var bind = new Option<IPAddress>("--bind")
        {
            Description = "The IP address to listen on",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = ParseIPAddress,
        };
        var smtp = Port("--smtp", 2525, "mail from other servers");
        var submission = Port("--submission", 2587, "mail from people's programs, STARTTLS");
        var submissions = Port("--submissions", 2465, "the same, TLS at once");
        var imaps = Port("--imaps", 2993, "IMAP, TLS at once");
        var pop3s = Port("--pop3s", 2995, "POP3, TLS at once");
        var https = Port("--https", 2443, "the webmail and its API");
        var http = Port("--http", 2080, "browsers that forget the s, which are led to the other");
        var accounts = new Option<LocalAccount[]>("--account")
        {
            Description = "An account and its password, made if missing; may be repeated",
            HelpName = "NAME@DOMAIN:PASSWORD",
            CustomParser = ParseAccounts,
            DefaultValueFactory = _ => [],
        };
        var storage = new Option<string?>("--storage")
        {
            Description = "Use this storage account instead of the local emulator",
            HelpName = "CONNECTION-STRING",
        };
        var readyFile = new Option<FileInfo?>("--ready-file")
        {
            Description = "Write ports, passwords and processes to this file (JSON) when everything answers",
            HelpName = "FILE",
        };
        var command = new Command("up", "Run all of it on this machine: storage emulator, mail servers, functions, until Ctrl-C")
        {
            data,
            bind,
            smtp,
            submission,
            submissions,
            imaps,
            pop3s,
            https,
            http,
            accounts,
            storage,
            readyFile,
        };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    context,
                    new LocalCloudOptions(
                        new DataFolder(parsed.GetRequiredValue(data)),
                        parsed.GetRequiredValue(bind),
                        new ServicePorts(
                            parsed.GetValue(smtp),
                            parsed.GetValue(submission),
                            parsed.GetValue(submissions),
                            parsed.GetValue(imaps),
                            parsed.GetValue(pop3s),
                            parsed.GetValue(https),
                            parsed.GetValue(http)
                        ),
                        parsed.GetRequiredValue(accounts),
                        parsed.GetValue(storage)
                    ),
                    parsed.GetValue(readyFile),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        LocalCloudOptions options,
        FileInfo? readyFile,
        CancellationToken cancel
    )
    {
        try
        {
            await using var cloud = await LocalCloud.StartAsync(options, context, cancel);
            Welcome.Write(context.Terminal, cloud.Ready);
            readyFile?.Directory?.Create();
            if (readyFile is not null)
                cloud.Ready.Write(readyFile.FullName);
            return context.Terminal.Fail(await cloud.FailureAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C and SIGTERM are how it ends.
            return CommandLine.Success;
        }
    }

    private static Option<int> Port(string name, int number, string what) =>
        new(name)
        {
            Description = $"Port for {what}; 0: any free one",
            HelpName = "PORT",
            DefaultValueFactory = _ => number,
            CustomParser = ParsePort,
        };

    private static int ParsePort(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, out var port) && port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort)
            return port;
        result.AddError(
            $"'{result.Tokens[0].Value}' is not a port: {((OptionResult)result.Parent!).Option.Name} takes a number from 0 to 65535."
        );
        return 0;
    }

    private static IPAddress? ParseIPAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
            return address;
        result.AddError($"'{result.Tokens[0].Value}' is not an IP address: --bind takes one like 127.0.0.1 or 0.0.0.0.");
        return null;
    }

    private static LocalAccount[] ParseAccounts(ArgumentResult result)
    {
        var accounts = new List<LocalAccount>();
        foreach (var token in result.Tokens)
        {
            var parts = token.Value.Split(':', 2);
            // The value is not repeated: it may hold a password.
            if (parts.Length == 2 && Address.TryParse(parts[0], out var address) && Passwords.Flaw(parts[1]) is null)
                accounts.Add(new LocalAccount(address.Canonical, parts[1]));
            else
                result.AddError("--account takes NAME@DOMAIN:PASSWORD.");
        }
        return [.. accounts];
    }
}
