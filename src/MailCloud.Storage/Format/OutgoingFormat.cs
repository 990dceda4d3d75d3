using Google.Protobuf;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>Mail that goes out, as <c>outgoing.proto</c> describes it.</summary>
internal static class OutgoingFormat
{
    // Fields of later versions that an old reader may skip.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static byte[] Encode(OutgoingGroup group)
    {
        var encoded = new Proto.OutgoingGroup
        {
            Version = FormatVersion.Current,
            Pack = group.Message.Content.Pack.ToString(),
            Envelope = EnvelopeFormat.Encode(group.Message),
            Destination = group.Key.Destination,
            Part = (uint)group.Key.Part,
            Ticket = (uint)group.Ticket,
            Due = Encode(group.Due),
            Attempts = (uint)group.Attempts,
        };
        if (group.Claim is { } claim)
            encoded.Claim = new() { Owner = ByteString.CopyFrom(claim.Owner.ToByteArray(bigEndian: true)), Until = Encode(claim.Until) };
        if (group.Done is { } done)
            encoded.Done = Encode(done);
        encoded.Progress.AddRange(group.Recipients.Select(Encode));
        return encoded.ToByteArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or was written in a version that this program does not read.</exception>
    public static OutgoingGroup Decode(byte[] body) => StoredDamage.Guard("A group of outgoing mail", body, Read);

    private static OutgoingGroup Read(byte[] body)
    {
        var encoded = Proto.OutgoingGroup.Parser.ParseFrom(body);
        FormatVersion.Require(encoded.Version, "A group of outgoing mail");
        var envelope = encoded.Envelope ?? throw new FormatException("The envelope is missing.");
        var message = EnvelopeFormat.Decode(new PackId(Guid.ParseExact(encoded.Pack, "N")), envelope);
        return new OutgoingGroup(
            new GroupKey(OutgoingId.Of(message.Content), encoded.Destination, (int)encoded.Part),
            message,
            [.. message.Envelope.Recipients.Zip(encoded.Progress).Select(pair => Decode(new OutgoingRecipient(pair.First), pair.Second))]
        )
        {
            Ticket = (int)encoded.Ticket,
            Due = Decode(encoded.Due),
            Attempts = (int)encoded.Attempts,
            Claim = encoded.Claim is { } claim ? new Claim(new Guid(claim.Owner.Span, bigEndian: true), Decode(claim.Until)) : null,
            Done = encoded.HasDone ? Decode(encoded.Done) : null,
        };
    }

    public static string Encode(OutgoingTicket ticket) =>
        JsonFormatter.Default.Format(
            new Proto.OutgoingTicket
            {
                Version = FormatVersion.Current,
                Message = ticket.Group.Message.ToString(),
                Destination = ticket.Group.Destination,
                Part = (uint)ticket.Group.Part,
                Number = (uint)ticket.Number,
            }
        );

    /// <exception cref="InvalidDataException">This is no such message.</exception>
    public static OutgoingTicket DecodeTicket(string text)
    {
        const string WhatItIsNot = "This is no message of queue send.";
        try
        {
            var ticket = Parser.Parse<Proto.OutgoingTicket>(text);
            FormatVersion.Require(ticket.Version, "A message of queue send");
            return OutgoingId.TryParse(ticket.Message, out var message)
                ? new OutgoingTicket(new GroupKey(message, ticket.Destination, (int)ticket.Part), (int)ticket.Number)
                : throw new InvalidDataException(WhatItIsNot);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw new InvalidDataException(WhatItIsNot, e);
        }
    }

    private static Proto.OutgoingProgress Encode(OutgoingRecipient recipient)
    {
        var progress = new Proto.OutgoingProgress
        {
            State = (uint)recipient.State,
            Attempts = (uint)recipient.Attempts,
            ReportedOnward = recipient.IsReportedOnward,
            Warned = recipient.IsWarned,
            Reported = recipient.IsReported,
        };
        if (recipient.Last is not { } last)
            return progress;
        progress.Last = new()
        {
            Time = Encode(last.Time),
            Status = last.Status,
            Text = last.Text,
        };
        if (last.DiagnosticCode is { } diagnostic)
            progress.Last.Diagnostic = diagnostic;
        if (last.RemoteHost is { } host)
            progress.Last.RemoteHost = host;
        return progress;
    }

    private static OutgoingRecipient Decode(OutgoingRecipient recipient, Proto.OutgoingProgress progress) =>
        recipient with
        {
            State = (RecipientState)progress.State,
            Attempts = (int)progress.Attempts,
            IsReportedOnward = progress.ReportedOnward,
            IsWarned = progress.Warned,
            IsReported = progress.Reported,
            Last = progress.Last is { } last
                ? new AttemptNote(Decode(last.Time), last.Status, last.Text)
                {
                    DiagnosticCode = last.HasDiagnostic ? last.Diagnostic : null,
                    RemoteHost = last.HasRemoteHost ? last.RemoteHost : null,
                }
                : null,
        };

    private static long Encode(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset Decode(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);
}
