using Google.Protobuf;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>The body of a row of the log, as <c>log.proto</c> describes it.</summary>
internal static class EventFormat
{
    public static byte[] Encode(LoggedEvent logged)
    {
        var entry = new Proto.LogEntry
        {
            Version = FormatVersion.Current,
            Commit = ByteString.CopyFrom(logged.Commit.Value.ToByteArray(bigEndian: true)),
        };
        switch (logged.Event)
        {
            case MailboxCreated e:
                entry.MailboxCreated = new()
                {
                    Name = e.Name,
                    Role = (Proto.MailboxRole)e.Role,
                    Subscribed = e.Subscribed,
                };
                break;
            case MailboxRenamed e:
                entry.MailboxRenamed = new() { Mailbox = e.Mailbox.Value, NewName = e.NewName };
                break;
            case MailboxDeleted e:
                entry.MailboxDeleted = new() { Mailbox = e.Mailbox.Value, WasEmpty = e.WasEmpty };
                break;
            case SubscriptionChanged e:
                entry.SubscriptionChanged = new() { Name = e.Name, Subscribed = e.Subscribed };
                break;
            case MessagesAppended e:
                entry.MessagesAppended = NewMessageFormat.Encode(e);
                break;
            case MessagesCopied e:
                entry.MessagesCopied = Transfer(e.From, e.Uids, e.To, e.SaveDateSeconds);
                break;
            case MessagesMoved e:
                entry.MessagesMoved = Transfer(e.From, e.Uids, e.To, e.SaveDateSeconds);
                break;
            case FlagsChanged e:
                entry.FlagsChanged = Encode(e);
                break;
            case MessagesExpunged e:
                entry.MessagesExpunged = new() { Mailbox = e.Mailbox.Value };
                UidSetFormat.Write(e.Uids, entry.MessagesExpunged.Uids);
                entry.MessagesExpunged.Emails.Add(e.Emails.Select(email => email.Email.Value));
                entry.MessagesExpunged.Threads.Add(e.Emails.Select(email => email.Thread.Value));
                break;
            case QuotaChanged e:
                entry.QuotaChanged = QuotaFormat.Encode(e.Quota);
                break;
            case NumbersSkipped e:
                entry.NumbersSkipped = e.Count;
                break;
            case AnnotationsChanged e:
                entry.AnnotationsChanged = Encode(e);
                break;
            default:
                throw new InvalidOperationException($"The log has no form for {logged.Event.GetType().Name}.");
        }
        return entry.ToByteArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static LoggedEvent Decode(ModSeq first, byte[] body)
    {
        try
        {
            return Read(first, body);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw StoredDamage.Of($"Event {first}", e);
        }
    }

    private static LoggedEvent Read(ModSeq first, byte[] body)
    {
        var entry = Proto.LogEntry.Parser.ParseFrom(body);
        FormatVersion.Require(entry.Version, $"Event {first}");
        return new LoggedEvent(first, new CommitId(new Guid(entry.Commit.Span, bigEndian: true)), DecodeEvent(first, entry));
    }

    private static MailEvent DecodeEvent(ModSeq first, Proto.LogEntry entry) =>
        entry.EventCase switch
        {
            Proto.LogEntry.EventOneofCase.MailboxCreated => new MailboxCreated(
                entry.MailboxCreated.Name,
                (MailboxRole)entry.MailboxCreated.Role,
                entry.MailboxCreated.Subscribed
            ),
            Proto.LogEntry.EventOneofCase.MailboxRenamed => new MailboxRenamed(
                new MailboxId(entry.MailboxRenamed.Mailbox),
                entry.MailboxRenamed.NewName
            ),
            Proto.LogEntry.EventOneofCase.MailboxDeleted => new MailboxDeleted(new MailboxId(entry.MailboxDeleted.Mailbox))
            {
                WasEmpty = entry.MailboxDeleted.WasEmpty,
            },
            Proto.LogEntry.EventOneofCase.SubscriptionChanged => new SubscriptionChanged(
                entry.SubscriptionChanged.Name,
                entry.SubscriptionChanged.Subscribed
            ),
            Proto.LogEntry.EventOneofCase.MessagesAppended => NewMessageFormat.Decode(entry.MessagesAppended),
            Proto.LogEntry.EventOneofCase.MessagesCopied => new MessagesCopied(
                new MailboxId(entry.MessagesCopied.From),
                UidSetFormat.Read(entry.MessagesCopied.Uids),
                new MailboxId(entry.MessagesCopied.To),
                entry.MessagesCopied.SaveDate
            ),
            Proto.LogEntry.EventOneofCase.MessagesMoved => new MessagesMoved(
                new MailboxId(entry.MessagesMoved.From),
                UidSetFormat.Read(entry.MessagesMoved.Uids),
                new MailboxId(entry.MessagesMoved.To),
                entry.MessagesMoved.SaveDate
            ),
            Proto.LogEntry.EventOneofCase.FlagsChanged => Decode(entry.FlagsChanged),
            Proto.LogEntry.EventOneofCase.MessagesExpunged => new MessagesExpunged(
                new MailboxId(entry.MessagesExpunged.Mailbox),
                UidSetFormat.Read(entry.MessagesExpunged.Uids)
            )
            {
                Emails =
                [
                    .. entry.MessagesExpunged.Emails.Zip(
                        entry.MessagesExpunged.Threads,
                        static (email, thread) => new ExpungedEmail(new EmailId(email), new ThreadId(thread))
                    ),
                ],
            },
            Proto.LogEntry.EventOneofCase.QuotaChanged => new QuotaChanged(QuotaFormat.Decode(entry.QuotaChanged)),
            Proto.LogEntry.EventOneofCase.NumbersSkipped => new NumbersSkipped(entry.NumbersSkipped),
            Proto.LogEntry.EventOneofCase.AnnotationsChanged => Decode(entry.AnnotationsChanged),
            _ => throw new InvalidDataException($"Event {first} is of a kind that this program does not know."),
        };

    private static Proto.MessagesTransferred Transfer(MailboxId from, UidSet uids, MailboxId to, long saveDate)
    {
        var transfer = new Proto.MessagesTransferred
        {
            From = from.Value,
            To = to.Value,
            SaveDate = saveDate,
        };
        UidSetFormat.Write(uids, transfer.Uids);
        return transfer;
    }

    private static Proto.FlagsChanged Encode(FlagsChanged e)
    {
        var changed = new Proto.FlagsChanged
        {
            Mailbox = e.Mailbox.Value,
            Operation = (Proto.FlagOperation)e.Change.Operation,
            Flags = (uint)e.Change.Flags,
        };
        UidSetFormat.Write(e.Uids, changed.Uids);
        changed.Keywords.AddRange(e.Change.Keywords);
        return changed;
    }

    private static FlagsChanged Decode(Proto.FlagsChanged e) =>
        new(
            new MailboxId(e.Mailbox),
            UidSetFormat.Read(e.Uids),
            new FlagChange((FlagOperation)e.Operation, (MessageFlags)e.Flags, [.. e.Keywords])
        );

    private static Proto.AnnotationsChanged Encode(AnnotationsChanged e)
    {
        var changed = new Proto.AnnotationsChanged { Mailbox = e.Mailbox?.Value ?? 0 };
        foreach (var (name, value) in e.Entries)
        {
            var entry = new Proto.Annotation { Name = name };
            if (value is { } octets)
                entry.Value = ByteString.CopyFrom(octets.Span);
            changed.Entries.Add(entry);
        }
        return changed;
    }

    private static AnnotationsChanged Decode(Proto.AnnotationsChanged e) =>
        new(
            e.Mailbox == 0 ? null : new MailboxId(e.Mailbox),
            [
                .. e.Entries.Select(entry => new AnnotationChange(
                    entry.Name,
                    entry.HasValue ? entry.Value.Memory : default(ReadOnlyMemory<byte>?)
                )),
            ]
        );
}
