using Google.Protobuf.Collections;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>Turns a summary into its stored form and back. <c>summary.proto</c> says what each field means.</summary>
internal static class SummaryFormat
{
    private const string UsualType = "text/plain";
    private const string UsualEncoding = "7bit";

    public static Summary ToProto(MessageSummary summary)
    {
        var stored = new Summary
        {
            Size = (ulong)summary.Size,
            Envelope = ToProto(summary.Envelope),
            ThreadId = summary.ThreadId.Value,
            References = { summary.References },
            Preview = summary.Preview,
            HasAttachment = summary.HasAttachment,
        };
        if (summary.SentDate is { } sent)
        {
            stored.SentSeconds = sent.ToUnixTimeSeconds();
            stored.SentOffsetMinutes = (int)sent.Offset.TotalMinutes;
        }
        AddParts(summary.Body, stored.Parts);
        return stored;
    }

    /// <exception cref="InvalidDataException">These are not the octets of a summary.</exception>
    public static MessageSummary Read(ReadOnlySpan<byte> octets)
    {
        try
        {
            return FromProto(Summary.Parser.ParseFrom(octets));
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw StoredDamage.Of("A summary", e);
        }
    }

    public static MessageSummary FromProto(Summary stored)
    {
        var next = 0;
        return new MessageSummary
        {
            Size = (long)stored.Size,
            Envelope = FromProto(stored.Envelope ?? throw new InvalidDataException("A summary has no envelope.")),
            Body = ReadPart(stored.Parts, ref next),
            SentDate = stored.HasSentSeconds
                ? DateTimeOffset.FromUnixTimeSeconds(stored.SentSeconds).ToOffset(TimeSpan.FromMinutes(stored.SentOffsetMinutes))
                : null,
            ThreadId = new ThreadId(stored.ThreadId),
            References = [.. stored.References],
            Preview = stored.Preview,
            HasAttachment = stored.HasAttachment,
        };
    }

    private static SummaryEnvelope ToProto(Envelope envelope)
    {
        var stored = new SummaryEnvelope
        {
            From = { ToProto(envelope.From) },
            Sender = { ToProto(UnlessFrom(envelope.Sender)) },
            ReplyTo = { ToProto(UnlessFrom(envelope.ReplyTo)) },
            To = { ToProto(envelope.To) },
            Cc = { ToProto(envelope.Cc) },
            Bcc = { ToProto(envelope.Bcc) },
        };
        if (envelope.Date is not null)
            stored.Date = envelope.Date;
        if (envelope.Subject is not null)
            stored.Subject = envelope.Subject;
        if (envelope.InReplyTo is not null)
            stored.InReplyTo = envelope.InReplyTo;
        if (envelope.MessageId is not null)
            stored.MessageId = envelope.MessageId;
        return stored;

        IReadOnlyList<EnvelopeAddress> UnlessFrom(IReadOnlyList<EnvelopeAddress> list) => list.SequenceEqual(envelope.From) ? [] : list;
    }

    private static Envelope FromProto(SummaryEnvelope stored)
    {
        var from = FromProto(stored.From);
        return new Envelope
        {
            Date = stored.HasDate ? stored.Date : null,
            Subject = stored.HasSubject ? stored.Subject : null,
            From = from,
            Sender = stored.Sender.Count > 0 ? FromProto(stored.Sender) : from,
            ReplyTo = stored.ReplyTo.Count > 0 ? FromProto(stored.ReplyTo) : from,
            To = FromProto(stored.To),
            Cc = FromProto(stored.Cc),
            Bcc = FromProto(stored.Bcc),
            InReplyTo = stored.HasInReplyTo ? stored.InReplyTo : null,
            MessageId = stored.HasMessageId ? stored.MessageId : null,
        };
    }

    private static IEnumerable<SummaryAddress> ToProto(IReadOnlyList<EnvelopeAddress> addresses)
    {
        foreach (var address in addresses)
        {
            var stored = new SummaryAddress();
            if (address.Name is not null)
                stored.Name = address.Name;
            if (address.Mailbox is not null)
                stored.Mailbox = address.Mailbox;
            if (address.Host is not null)
                stored.Host = address.Host;
            if (address.Route is not null)
                stored.Route = address.Route;
            yield return stored;
        }
    }

    private static EnvelopeAddress[] FromProto(RepeatedField<SummaryAddress> stored) =>
        [
            .. stored.Select(address => new EnvelopeAddress(
                address.HasName ? address.Name : null,
                address.HasRoute ? address.Route : null,
                address.HasMailbox ? address.Mailbox : null,
                address.HasHost ? address.Host : null
            )),
        ];

    private static void AddParts(BodyPart part, RepeatedField<SummaryPart> parts)
    {
        parts.Add(ToProto(part));
        if (part.Message is { } message)
            AddParts(message.Body, parts);
        foreach (var child in part.Parts)
            AddParts(child, parts);
    }

    private static SummaryPart ToProto(BodyPart part)
    {
        var type = $"{part.Type}/{part.Subtype}";
        var stored = new SummaryPart
        {
            MediaType = type is UsualType ? "" : type,
            Parameters = { ToProto(part.Parameters) },
            Encoding = part.Encoding is UsualEncoding ? "" : part.Encoding,
            HeaderOffset = (ulong)part.Header.Offset,
            HeaderSize = (ulong)part.Header.Length,
            BodySize = (ulong)part.Body.Length,
            Lines = (ulong)part.Lines,
            Children = (uint)part.Parts.Count,
            Message = part.Message is { } message ? ToProto(message.Envelope) : null,
            Language = { part.Language },
        };
        if (part.Disposition is { } disposition)
        {
            stored.Disposition = disposition.Type;
            stored.DispositionParameters.Add(ToProto(disposition.Parameters));
        }
        if (part.Id is not null)
            stored.Id = part.Id;
        if (part.Description is not null)
            stored.Description = part.Description;
        if (part.Location is not null)
            stored.Location = part.Location;
        if (part.Md5 is not null)
            stored.Md5 = part.Md5;
        return stored;
    }

    /// <summary>Reads the part at <paramref name="next"/> with all parts inside it, and leaves <paramref name="next"/> after them.</summary>
    private static BodyPart ReadPart(RepeatedField<SummaryPart> parts, ref int next, int depth = 0)
    {
        if (next == parts.Count || depth > SummaryLimits.Depth)
            throw new InvalidDataException("The parts of a summary are not in order.");
        var stored = parts[next++];
        var type = (stored.MediaType.Length > 0 ? stored.MediaType : UsualType).Split('/', 2);
        var message = stored.Message is null ? null : new EmbeddedMessage(FromProto(stored.Message), ReadPart(parts, ref next, depth + 1));
        if (stored.Children > parts.Count - next)
            throw new InvalidDataException("A summary lacks parts.");
        var children = new BodyPart[stored.Children];
        for (var i = 0; i < children.Length; i++)
            children[i] = ReadPart(parts, ref next, depth + 1);
        return new BodyPart
        {
            Type = type[0],
            Subtype = type[1],
            Parameters = FromProto(stored.Parameters),
            Id = stored.HasId ? stored.Id : null,
            Description = stored.HasDescription ? stored.Description : null,
            Encoding = stored.Encoding.Length > 0 ? stored.Encoding : UsualEncoding,
            Header = new ByteRange((long)stored.HeaderOffset, (long)stored.HeaderSize),
            Body = new ByteRange((long)(stored.HeaderOffset + stored.HeaderSize), (long)stored.BodySize),
            Lines = (long)stored.Lines,
            Md5 = stored.HasMd5 ? stored.Md5 : null,
            Disposition = stored.HasDisposition ? new BodyDisposition(stored.Disposition, FromProto(stored.DispositionParameters)) : null,
            Language = [.. stored.Language],
            Location = stored.HasLocation ? stored.Location : null,
            Parts = children,
            Message = message,
        };
    }

    private static IEnumerable<SummaryParameter> ToProto(IReadOnlyList<MimeParameter> parameters) =>
        parameters.Select(parameter => new SummaryParameter { Name = parameter.Name, Value = parameter.Value });

    private static MimeParameter[] FromProto(RepeatedField<SummaryParameter> stored) =>
        [.. stored.Select(parameter => new MimeParameter(parameter.Name, parameter.Value))];
}
