using System.CommandLine;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Cli.Commands;

/// <summary>A mailbox of an account, as the commands name it that read or write mail.</summary>
internal sealed class MailboxOption
{
    private readonly Argument<Address> address = Inputs.Address("The account's address");

    private readonly Option<string> mailbox = new("--mailbox")
    {
        Description = "The mailbox, as mail programs show it",
        HelpName = "NAME",
        DefaultValueFactory = _ => MailboxDirectory.Inbox,
    };

    public MailboxOption(Command command)
    {
        command.Add(address);
        command.Add(mailbox);
    }

    /// <summary>Finds it. Null: there is none, and the person was told.</summary>
    public async ValueTask<(AccountState Account, MailboxEntry Mailbox)?> FindAsync(
        ParseResult parsed,
        Accounts accounts,
        Terminal terminal,
        CancellationToken cancel
    )
    {
        var wanted = parsed.GetRequiredValue(address);
        if (
            await accounts.Directory.FindAsync(wanted, cancel) is not AccountAddress { Account: var account }
            || await accounts.Store.ReadAsync(account, StateDepth.Messages, cancel) is not { } state
        )
        {
            terminal.Fail($"There is no account {wanted}.");
            return null;
        }
        var name = parsed.GetRequiredValue(mailbox);
        if (state.Directory.Find(name) is { } found)
            return (state, found);
        terminal.Fail(
            $"{wanted} has no mailbox {name}. There are: {string.Join(", ", state.Directory.Mailboxes.Select(one => one.Name))}."
        );
        return null;
    }
}
