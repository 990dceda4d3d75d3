using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Puts a name on the list of what the user wants to see (SUBSCRIBE, RFC 9051 §6.3.7), or takes it off (UNSUBSCRIBE, RFC 9051 §6.3.8). There need not
/// be a mailbox of that name.
/// <code>
/// C: A1 SUBSCRIBE Lists/dotnet
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Subscribe(string Mailbox, bool Subscribed)
{
    public static Subscribe Parse(ref ImapReader reader) => Parse(ref reader, subscribed: true);

    public static Subscribe ParseUnsubscribe(ref ImapReader reader) => Parse(ref reader, subscribed: false);

    public static async ValueTask<Completion> ExecuteAsync(Subscribe command, ImapSession session, CancellationToken cancellationToken)
    {
        var result = await session.CommitAsync(new ChangeSubscription(command.Mailbox, command.Subscribed), cancellationToken);
        return result.Refusal is { } refusal ? Completion.No(refusal) : Completion.Ok("Done");
    }

    private static Subscribe Parse(ref ImapReader reader, bool subscribed)
    {
        reader.Space();
        return new Subscribe(reader.Mailbox(), subscribed);
    }
}
