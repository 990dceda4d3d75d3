using MailCloud.Mail.Messages;

namespace MailCloud.Spam.Features;

/// <summary>What the header tells: who says that they send, with what program, under which subject; what is there, and what is missing.</summary>
internal static class HeaderFeatures
{
    /// <summary>Octets of a header that are looked at for the fields which a summary does not keep.</summary>
    private const int MaxFieldOctets = 1024;

    /// <summary>Fields of which it matters that they are there.</summary>
    private static readonly string[] Telling =
    [
        "List-Id",
        "List-Post",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Precedence",
        "Sender",
        "User-Agent",
        "X-Mailer",
        "X-Priority",
        "X-MSMail-Priority",
        "Importance",
        "Organization",
        "Errors-To",
        "Auto-Submitted",
        "Feedback-ID",
        "DKIM-Signature",
        "MIME-Version",
    ];

    public static void Extract(ReadOnlySpan<byte> message, MessageSummary summary, IFeatureSink sink)
    {
        var envelope = summary.Envelope;
        var subject = HeaderText.Decode(envelope.Subject ?? "");
        Words.Add(subject, FeatureSource.SubjectWord, FeatureSource.SubjectPair, sink);
        AddSubjectShape(envelope.Subject, subject, sink);
        AddSender(envelope, sink);
        AddMissing(summary, sink);
        var length = HeaderBlock.LengthIn(message);
        foreach (var field in new HeaderBlock(message[..length]))
            AddField(field, sink);
    }

    private static void AddField(HeaderField field, IFeatureSink sink)
    {
        foreach (var name in Telling)
            if (field.Is(name))
                sink.Add(FeatureSource.Header, $"has {name}");
        if (field.Is("X-Mailer") || field.Is("User-Agent"))
        {
            var value = field.Value[..Math.Min(field.Value.Length, MaxFieldOctets)];
            Words.Add(HeaderText.Unfold(value, charset: null), FeatureSource.Program, pairs: null, sink);
        }
    }

    private static void AddSubjectShape(string? raw, string subject, IFeatureSink sink)
    {
        if (raw is null)
            sink.Add(FeatureSource.Header, "no subject");
        if (raw?.Contains("=?", StringComparison.Ordinal) is true && Ascii(subject))
            sink.Add(FeatureSource.Header, "subject encoded without need");
        if (subject.StartsWith("re:", StringComparison.OrdinalIgnoreCase))
            sink.Add(FeatureSource.Header, "subject of a reply");
        if (subject.Contains("   ", StringComparison.Ordinal))
            sink.Add(FeatureSource.Header, "subject with a gap");
        if (subject.Contains('!', StringComparison.Ordinal))
            sink.Add(FeatureSource.Header, "subject with an exclamation mark");
        var letters = subject.Count(char.IsLetter);
        if (letters >= 8 && subject.Count(char.IsUpper) > letters * 0.7)
            sink.Add(FeatureSource.Header, "subject in capitals");
    }

    private static void AddSender(Envelope envelope, IFeatureSink sink)
    {
        foreach (var sender in envelope.From.Take(2))
        {
            var name = HeaderText.Decode(sender.Name ?? "");
            Words.Add(name, FeatureSource.SenderName, pairs: null, sink);
            AddDomain(sender, sink);
            if (
                name.Contains('@', StringComparison.Ordinal)
                && sender.Host is { } host
                && !name.Contains(host, StringComparison.OrdinalIgnoreCase)
            )
                sink.Add(FeatureSource.Header, "sender's name is another address");
            if (sender.Mailbox is { } mailbox && mailbox.Count(char.IsAsciiDigit) >= 3)
                sink.Add(FeatureSource.Header, "sender's address with digits");
        }
        if (Domain(envelope.From) is { } from && Domain(envelope.ReplyTo) is { } reply && !Same(from, reply))
            sink.Add(FeatureSource.Header, "replies go to another domain");
    }

    private static void AddDomain(EnvelopeAddress sender, IFeatureSink sink)
    {
        if (sender.Host is not { Length: > 0 and < 256 } host)
        {
            sink.Add(FeatureSource.Header, "sender without a domain");
            return;
        }
        host = host.ToLowerInvariant();
        sink.Add(FeatureSource.SenderDomain, host);
        sink.Add(FeatureSource.SenderDomain, DomainShape.Registered(host));
    }

    private static void AddMissing(MessageSummary summary, IFeatureSink sink)
    {
        var envelope = summary.Envelope;
        if (envelope.From.Count == 0)
            sink.Add(FeatureSource.Header, "no sender");
        if (envelope.MessageId is null)
            sink.Add(FeatureSource.Header, "no message id");
        if (summary.SentDate is null)
            sink.Add(FeatureSource.Header, "no date");
        if (envelope.To.Count == 0)
            sink.Add(FeatureSource.Header, "no recipient named");
        if (envelope.To.Count + envelope.Cc.Count is > 4 and var recipients)
            sink.Add(FeatureSource.Header, $"about {Magnitude.Of(recipients)} recipients named");
        if (envelope.InReplyTo is not null || summary.References.Count > 0)
            sink.Add(FeatureSource.Header, "refers to another message");
    }

    private static string? Domain(IReadOnlyList<EnvelopeAddress> addresses) =>
        addresses is [{ Host: { Length: > 0 and < 256 } host }, ..] ? DomainShape.Registered(host.ToLowerInvariant()) : null;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private static bool Ascii(string text) => text.All(char.IsAscii);
}
