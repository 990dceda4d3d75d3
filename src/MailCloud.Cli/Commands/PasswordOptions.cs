using System.CommandLine;
using MailCloud.Local;

namespace MailCloud.Cli.Commands;

/// <summary>
/// How a command gets a password: it asks on a terminal, or reads it from its standard input, or makes one up. Never an argument: those
/// can be seen by everybody on the machine and stay in the shell's history.
/// </summary>
internal sealed class PasswordOptions
{
    private readonly Option<bool> standardInput = new("--password-stdin") { Description = "Read the password from the standard input" };
    private readonly Option<bool> generate = new("--generate") { Description = "Make up a password and print it" };

    public PasswordOptions(Command command)
    {
        command.Add(standardInput);
        command.Add(generate);
        command.Validators.Add(result =>
        {
            if (result.GetValue(standardInput) && result.GetValue(generate))
                result.AddError("--password-stdin and --generate exclude each other: give one of them.");
        });
    }

    public bool IsGenerated(ParseResult parsed) => parsed.GetValue(generate);

    /// <exception cref="SetupException">There is nobody to ask, or the password is unusable.</exception>
    public async Task<string> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        if (parsed.GetValue(generate))
            return Passwords.Generate();
        var password = parsed.GetValue(standardInput) ? await terminal.ReadLineAsync(cancel) : await AskAsync(terminal, cancel);
        return Passwords.Flaw(password) is { } flaw ? throw new SetupException(flaw) : password!;
    }

    private static async Task<string> AskAsync(Terminal terminal, CancellationToken cancel)
    {
        if (!terminal.IsInteractive)
            throw new SetupException("There is no terminal to ask for the password on: give --password-stdin or --generate.");
        var password = await terminal.AskSecretAsync("Password:", cancel);
        var again = await terminal.AskSecretAsync("The same again:", cancel);
        return string.Equals(password, again, StringComparison.Ordinal)
            ? password
            : throw new SetupException("The two passwords differ: try again.");
    }
}
