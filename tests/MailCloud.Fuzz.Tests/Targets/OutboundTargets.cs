using System.Text;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Notifications;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>The way out: what other servers answer, and the reports in which senders and servers are quoted.</summary>
internal static class OutboundTargets
{
    private static readonly ReportWriter Writer = new("mail.example.com", FuzzWorld.Time);

    /// <summary>Replies are read the same however they arrive.</summary>
    public static FuzzTarget Replies { get; } =
        new("smtp-replies", octets => Assert.Equal(ReadAll(Pieces.Whole(octets)), ReadAll(Pieces.Of(octets))))
        {
            Seeds = () =>
                [
                    "220 mx.example ESMTP\r\n250-mx.example\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250-PIPELINING\r\n250 8BITMIME\r\n"u8.ToArray(),
                    "550 5.1.1 no such user\r\n"u8.ToArray(),
                    "451-4.7.1 come\r\n451 4.7.1 later\r\n"u8.ToArray(),
                    "250 2.0.0 ok\n354\r\n221 2.0.0 bye\r\n"u8.ToArray(),
                ],
            Tokens = ["250-", "250 ", "\r\n", "\n", "5.1.1 ", "SIZE ", "AUTH ", "STARTTLS", "334 "],
            MaxLength = 16 * 1024,
        };

    /// <summary>
    /// Lines of what a sender asks for (reverse-path, ENVID, ORCPT), of what another server said, and of the message: a report quotes them, and none can put a field or a part of its own into it.
    /// </summary>
    public static FuzzTarget Reports { get; } =
        new(
            "reports",
            octets =>
            {
                var lines = Encoding.Latin1.GetString(octets).Split('\n', 5);
                if (lines is not [var path, var id, var original, var said, var content])
                    return;
                var report = ReportAbout(
                    Encoding.Latin1.GetBytes(path),
                    Encoding.Latin1.GetBytes(id),
                    Encoding.Latin1.GetBytes(original),
                    said,
                    content
                );
                CheckReport(Writer.Write(report.Report, report.Returned));
            }
        )
        {
            Refusal = typeof(SmtpSyntaxException),
            Seeds = () =>
                new[]
                {
                    "<bob@example.net>\nQQ+2B314159\nrfc822;carol@example.org\n550 5.1.1 no such user\nSubject: a\r\nMessage-ID: <x@y>\r\n\r\ntext\r\n",
                    "<\"b ob\"@example.net>\nQQ\nutf-8;p\u00C3\u00A4ivi@example.org\n451 4.7.1 \u00C3\u00A4\nFrom: \u00C3\u00A4\r\n\r\nb",
                }.Select(Encoding.Latin1.GetBytes),
            Tokens =
            [
                "+0D+0A",
                "+20",
                "+C3+A4",
                "rfc822;",
                "utf-8;",
                "x;",
                "\r\n",
                "\r",
                "--",
                "Content-Type: ",
                "550 ",
                "=?utf-8?q?=0D=0A?=",
                "\u2028",
            ],
            MaxLength = 2048,
            FreeAllocation = 16 * 1024 * 1024,
        };

    private static List<string> ReadAll(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var reader = new PieceReader(pieces);
        List<string> replies = [];
        try
        {
            while (true)
            {
                var reply = ReplyReader.ReadAsync(reader, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                Assert.All(reply.Lines, line => Assert.DoesNotContain(line, char.IsControl));
                var extensions = new ServerExtensions(reply.Lines.Skip(1));
                replies.Add(
                    $"{reply.Code} {reply.EnhancedStatus} {string.Join('|', reply.Lines)} {extensions.MaxOctets} {extensions.AuthMechanisms.Length}"
                );
            }
        }
        catch (ConversationException e)
        {
            replies.Add(e.Message);
        }
        return replies;
    }

    private static (DeliveryReport Report, ReturnedContent? Returned) ReportAbout(
        byte[] path,
        byte[] id,
        byte[] original,
        string said,
        string content
    )
    {
        var reader = new SmtpReader(path);
        var sender = reader.ReversePath().Address ?? throw new SmtpSyntaxException("Nobody is told");
        var recipient = new EnvelopeRecipient(sender)
        {
            OriginalRecipient = NotificationParameters.OriginalRecipient(original, before: null),
        };
        var envelope = new SmtpEnvelope(sender, [recipient]) { EnvelopeId = NotificationParameters.EnvelopeId(id, before: null) };
        var store = new MemoryMailStore(FuzzWorld.Time);
        using var writer = new DisposableWriter(store.BeginMessage());
        var place = writer.Write(Encoding.Latin1.GetBytes(content));
        var note = new AttemptNote(FuzzWorld.Time.GetUtcNow(), "5.1.1", said) { DiagnosticCode = $"smtp; {said}", RemoteHost = said };
        var report = new DeliveryReport(
            new SpooledMessage(place, envelope, 1_772_452_800),
            [new ReportedRecipient(recipient, ReportAction.Failed, note)]
        );
        return (report, ReturnedContent.ReadAsync(store, report, CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }

    private static void CheckReport(byte[] report)
    {
        var summary = MessageParser.Parse(report, "report");
        Assert.Equal("report", summary.Body.Subtype);
        Assert.Equal(3, summary.Body.Parts.Count);
        List<string> known =
        [
            "From",
            "To",
            "Date",
            "Subject",
            "Message-Id",
            "MIME-Version",
            "Content-Type",
            "Auto-Submitted",
            "In-Reply-To",
        ];
        CheckFields(report.AsSpan(0, (int)summary.Body.Header.Length), known);
        var status = summary.Body.Parts[1].Body;
        known =
        [
            "Reporting-MTA",
            "Original-Envelope-Id",
            "Arrival-Date",
            "Original-Recipient",
            "Final-Recipient",
            "Action",
            "Status",
            "Remote-MTA",
            "Diagnostic-Code",
            "Last-Attempt-Date",
        ];
        var text = report.AsSpan((int)status.Offset, (int)status.Length);
        Assert.True(Ascii.IsValid(text));
        var end = HeaderBlock.LengthIn(text);
        CheckFields(text[..end], known);
        CheckFields(text[end..], known);
    }

    private static void CheckFields(ReadOnlySpan<byte> header, List<string> known)
    {
        foreach (var field in new HeaderBlock(header))
            if (field.Bytes.Length > 2)
                Assert.Contains(Encoding.ASCII.GetString(field.Name), known, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A message on its way into a store that needs no waiting.</summary>
    private sealed class DisposableWriter(IMessageWriter writer) : IDisposable
    {
        public MessageReference Write(byte[] octets)
        {
            writer.WriteAsync(octets, default).AsTask().GetAwaiter().GetResult();
            return writer.CompleteAsync(default, default).AsTask().GetAwaiter().GetResult();
        }

        public void Dispose() => writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
