using System.Collections.Immutable;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>
/// Finds messages in many mailboxes without opening them (ESEARCH, RFC 7377 §2). Each that has some is answered for, by UID; a mailbox that does not
/// exist is passed over.
/// <code>
/// C: A1 ESEARCH IN (mailboxes INBOX subtree Lists) RETURN (COUNT) UNSEEN
/// S: * ESEARCH (TAG "A1" MAILBOX "INBOX" UIDVALIDITY 1) UID COUNT 7
/// S: * ESEARCH (TAG "A1" MAILBOX "Lists/imap" UIDVALIDITY 14) UID COUNT 1
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record MultiSearchCommand(ImmutableArray<MailboxFilter> Sources, SearchReturn Return, SearchProgram Program)
{
    private const int MaxSources = 16;

    public static MultiSearchCommand Parse(ref ImapReader reader)
    {
        reader.Space();
        var sources = ParseSources(ref reader);
        var wanted = SearchReturn.TryParse(ref reader) ?? SearchReturn.Everything;
        var command = new MultiSearchCommand(sources, wanted, SearchProgram.Parse(ref reader));
        if (command.IsAboutOthers && wanted.Save)
            throw new ImapSyntaxException("Only a result in the open mailbox can be saved");
        if (command.IsAboutOthers && command.Program.NamesMessages)
            throw new ImapSyntaxException("Sequence numbers mean something in the open mailbox only");
        return command;
    }

    public static async ValueTask<Completion> ExecuteAsync(
        MultiSearchCommand command,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        if (command.Sources.Contains(MailboxFilter.Selected) && session.Mailbox is null)
            return Completion.Bad("Select a mailbox first");
        if (command.Program.RefuseCharset(session) is { } refusal)
            return refusal;
        var account = await session.ReadAsync(StateDepth.Messages, cancellationToken);
        var mailboxes = account.Directory.Mailboxes.Where(mailbox => command.IsAbout(mailbox, session)).ToList();
        var views = mailboxes.ConvertAll(mailbox => ViewOf(mailbox, account, session));
        var progress = new Progress(session, views.Sum(view => (long)view.View.Count));
        var textIndex = new OnceAskedIndex(session.Server.TextIndex);
        foreach (var (mailbox, view) in mailboxes.Zip(views))
        {
            if (command.Program.Prepare(view, session, progress, command.Return.Save, textIndex) is not { } search)
                return SearchProgram.BadCharset;
            var indexes = await search.RunAsync(cancellationToken);
            if (indexes.Count == 0)
                continue;
            var found = new SearchResult(view.View, indexes, byUid: true, command.Program.AsksForModSeq);
            if (command.Return.Save)
                view.SavedResult = found.SavedBy(command.Return);
            if (command.Return.IsShown)
                await WriteAsync(found, mailbox, command.Return, session, cancellationToken);
        }
        return Completion.Ok("Done");
    }

    /// <summary>Whether more can be searched than the open mailbox.</summary>
    private bool IsAboutOthers => Sources.Any(source => source.Scope != MailboxScope.Selected);

    private static ImmutableArray<MailboxFilter> ParseSources(ref ImapReader reader)
    {
        if (!reader.TryWord("IN"u8))
            return [MailboxFilter.Selected];
        reader.Space();
        // RFC 7377 §2.2 leaves room for options behind the mailboxes; there are none yet, so that a parenthesis there is no set of mailboxes.
        var sources = reader.List(MailboxFilter.Parse);
        reader.Space();
        return sources.Length <= MaxSources ? sources : throw new ImapSyntaxException("Too many sets of mailboxes");
    }

    private bool IsAbout(MailboxEntry mailbox, ImapSession session) =>
        Sources.Any(source => source.Scope == MailboxScope.Selected ? mailbox.Id == session.Mailbox?.Id : source.Contains(mailbox));

    /// <summary>The open mailbox as its client knows it; another one as it is now.</summary>
    private static SelectedMailbox ViewOf(MailboxEntry mailbox, AccountState account, ImapSession session) =>
        session.Mailbox is { } selected && selected.Id == mailbox.Id
            ? selected
            : new SelectedMailbox(mailbox, account.Messages(mailbox.Id), readOnly: true);

    private static async ValueTask WriteAsync(
        SearchResult found,
        MailboxEntry mailbox,
        SearchReturn wanted,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        session.Output.Write("* ESEARCH (TAG "u8).String(session.Tag).Write(" MAILBOX "u8).Mailbox(mailbox.Name);
        session.Output.Write(" UIDVALIDITY "u8).Number(mailbox.UidValidity).Write(") UID"u8);
        await found.WriteItemsAsync(wanted, session, cancellationToken);
    }
}
