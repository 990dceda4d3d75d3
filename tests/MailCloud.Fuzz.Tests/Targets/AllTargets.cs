using MailCloud.Fuzz.Tests.Fuzzing;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Every target there is. Parsers of like texts share one, and each input goes to all of them.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        ImapTargets.Framing,
        ImapTargets.Commands,
        ImapTargets.Session,
        NameTargets.Names,
        SmtpTargets.Commands,
        SmtpTargets.Session,
        SmtpTargets.Content,
        Pop3Targets.Session,
        LineTargets.Lines,
        MessageTargets.Messages,
        MessageTargets.Fields,
        MessageTargets.Texts,
        SenderTargets.Spf,
        SenderTargets.Signatures,
        SenderTargets.Records,
        SenderTargets.Results,
        SaslTargets.Mechanisms,
        ListenerTargets.Proxy,
        ListenerTargets.Tokens,
        OutboundTargets.Replies,
        OutboundTargets.Reports,
        StorageTargets.Rows,
        StorageTargets.Queues,
        PageTargets.Pages,
        PageTargets.Files,
    ];

    public static FuzzTarget Named(string name) => All.Single(target => string.Equals(target.Name, name, StringComparison.Ordinal));
}
