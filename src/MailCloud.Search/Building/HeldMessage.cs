using MailCloud.Mail.Store;

namespace MailCloud.Search.Building;

/// <summary>A message that an account holds, in whatever mailbox.</summary>
internal readonly record struct HeldMessage(EmailId Email, MessageReference Content, StoredSummary Summary)
{
    /// <summary>All messages of an account, each once, in order of EMAILID.</summary>
    public static List<HeldMessage> AllOf(AccountState account)
    {
        var held = new List<HeldMessage>();
        foreach (var mailbox in account.Directory.Mailboxes)
        foreach (var stretch in account.Messages(mailbox.Id).Stretches)
        foreach (ref readonly var message in stretch.Span)
            held.Add(new HeldMessage(message.EmailId, message.Content, message.Summary));
        held.Sort(static (left, right) => left.Email.Value.CompareTo(right.Email.Value));
        var kept = 0;
        for (var i = 0; i < held.Count; i++)
            if (kept == 0 || held[kept - 1].Email != held[i].Email)
                held[kept++] = held[i];
        held.RemoveRange(kept, held.Count - kept);
        return held;
    }
}
