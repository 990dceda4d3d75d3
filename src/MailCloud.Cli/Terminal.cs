using MailCloud.Mail.Addresses;
using Spectre.Console;

namespace MailCloud.Cli;

/// <summary>The person's end of a command: what it says, complains and asks.</summary>
public sealed class Terminal(IAnsiConsole console, TextReader input, TextWriter error)
{
    public static Terminal OfThisProcess() =>
        new(
            AnsiConsole.Create(
                new AnsiConsoleSettings { Interactive = Console.IsInputRedirected ? InteractionSupport.No : InteractionSupport.Detect }
            ),
            Console.In,
            Console.Error
        );

    public TextWriter Output => console.Profile.Out.Writer;

    public TextWriter Error => error;

    /// <summary>Whether a person can be asked.</summary>
    public bool IsInteractive => console.Profile.Capabilities.Interactive;

    /// <summary>Writes a line as it is: unwrapped, so that it can be copied.</summary>
    public void Say(string line) => Output.WriteLine(line);

    /// <summary>Writes a line on what goes on, apart from the command's output.</summary>
    public void Note(string line) => error.WriteLine(line);

    /// <summary>Writes an error line and returns <paramref name="exitCode"/>.</summary>
    public int Complain(int exitCode, string line)
    {
        error.WriteLine($"mailcloud: {line}");
        return exitCode;
    }

    /// <summary>Says why a right command could not be done, and returns the exit code for that.</summary>
    public int Fail(string line) => Complain(CommandLine.Failed, line);

    /// <summary>Says that a domain is none of ours.</summary>
    public int FailNoDomain(string name) =>
        Fail($"{DomainName.ToDisplay(name)} is not a domain of this service: `mailcloud domain list` shows those that are.");

    /// <summary>Rows under headings: a table for a person; tab-separated lines without headings where a program reads.</summary>
    public void List(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            foreach (var row in rows)
                Say(string.Join('\t', row));
            return;
        }
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading)).NoWrap());
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
    }

    /// <summary>Rows with a tick, a cross or a question mark in front for a person, and with the word of their mark for a program.</summary>
    internal void Checklist(IReadOnlyList<string> headings, IEnumerable<ChecklistRow> rows)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            List([], rows.Select(row => new[] { row.Word }.Concat(row.Cells).ToArray()));
            return;
        }
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading)));
        foreach (var row in rows)
            table.AddRow([Sign(row.Mark), .. row.Cells.Select(cell => new Text(cell))]);
        console.Write(table);
    }

    /// <summary>Asks for a secret without showing what is typed.</summary>
    public Task<string> AskSecretAsync(string question, CancellationToken cancel) =>
        console.PromptAsync(new TextPrompt<string>(question).Secret(mask: null), cancel);

    /// <summary>Asks a question whose safe answer is no.</summary>
    public Task<bool> ConfirmAsync(string question, CancellationToken cancel) =>
        console.PromptAsync(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false }, cancel);

    /// <summary>The first line of the standard input; <c>null</c> if it is empty.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancel) => await input.ReadLineAsync(cancel);

    private static Text Sign(Mark mark) =>
        mark switch
        {
            Mark.Good => new Text("✓", new Style(Color.Green)),
            Mark.Bad => new Text("✗", new Style(Color.Red)),
            _ => new Text("?", new Style(Color.Yellow)),
        };
}
