using MailCloud.Jmap.Core;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Rendering;

/// <summary>A message of the account whose reader asks for it.</summary>
internal sealed record ViewedMessage(AccountId Account, MessageRecord Record, MessageSummary Summary)
{
    /// <summary>As the API writes it.</summary>
    public string Id => JmapIds.Of(Record.EmailId);

    public DisplayPart Root => DisplayPart.Root(Summary.Body, []);

    /// <param name="id">As the API writes it.</param>
    /// <returns>Null: the account has no such message, or no longer.</returns>
    public static async ValueTask<ViewedMessage?> FindAsync(
        MailView view,
        AccountId account,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (JmapIds.ParseEmail(id) is not { } email)
            return null;
        var state = await view.Jmap.Store.ReadAsync(account, StateDepth.Messages, cancellationToken);
        if (state is null || view.Jmap.Emails.Of(state).Find(email) is not { Record: var record })
            return null;
        return new ViewedMessage(account, record, await record.Summary.ReadAsync(cancellationToken));
    }

    /// <summary>The header, or as much as is ever looked at of a very long one.</summary>
    public ValueTask<byte[]> ReadHeaderAsync(MailView view, CancellationToken cancellationToken)
    {
        var header = Summary.Body.Header;
        return view.Jmap.Store.ReadContentAsync(
            Record.Content,
            header with
            {
                Length = Math.Min(header.Length, SummaryLimits.Header),
            },
            cancellationToken
        );
    }
}
