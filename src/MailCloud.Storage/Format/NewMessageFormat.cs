using System.Collections.Immutable;
using Google.Protobuf;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>Appended messages, as <c>log.proto</c> describes them: most of what a log consists of, so they are kept small.</summary>
internal static class NewMessageFormat
{
    public static Proto.MessagesAppended Encode(MessagesAppended e)
    {
        var appended = new Proto.MessagesAppended { Mailbox = e.Mailbox.Value, SaveDate = e.SaveDateSeconds };
        PackId? before = null;
        foreach (var message in e.Messages)
        {
            var encoded = new Proto.NewMessage
            {
                Offset = (ulong)message.Content.Offset,
                Length = (uint)message.Content.Length,
                Flags = (uint)message.Flags,
                InternalDate = message.InternalDateSeconds - e.SaveDateSeconds,
                ThreadId = message.ThreadId.Value,
                Summary = UnsafeByteOperations.UnsafeWrap(EncodedSummary.From(message.Summary).Bytes),
            };
            if (message.Content.Pack != before)
                encoded.Pack = ByteString.CopyFrom(message.Content.Pack.Value.ToByteArray(bigEndian: true));
            before = message.Content.Pack;
            encoded.Keywords.AddRange(message.Keywords);
            appended.Messages.Add(encoded);
        }
        return appended;
    }

    public static MessagesAppended Decode(Proto.MessagesAppended appended)
    {
        var messages = ImmutableArray.CreateBuilder<NewMessage>(appended.Messages.Count);
        var pack = default(PackId);
        foreach (var message in appended.Messages)
        {
            if (!message.Pack.IsEmpty)
                pack = new PackId(new Guid(message.Pack.Span, bigEndian: true));
            messages.Add(
                new NewMessage(
                    new MessageReference(pack, (long)message.Offset, (int)message.Length),
                    (MessageFlags)message.Flags,
                    [.. message.Keywords],
                    appended.SaveDate + message.InternalDate,
                    new ThreadId(message.ThreadId),
                    new EncodedSummary(message.Summary.Memory)
                )
            );
        }
        return new MessagesAppended(new MailboxId(appended.Mailbox), messages.MoveToImmutable(), appended.SaveDate);
    }
}
