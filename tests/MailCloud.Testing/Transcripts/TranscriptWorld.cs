using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Testing.Transcripts;

/// <summary>What an engine of a transcript works on.</summary>
public sealed record TranscriptWorld(IMailStore Store, IDirectory Directory, TimeProvider Time)
{
    /// <summary>The server's part of each nonce: that of RFC 7677 §3.</summary>
    public const string Nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    public SaslMechanisms Mechanisms { get; } = new(new Authenticator(Directory, Time), () => Nonce);

    public static TranscriptWorld InMemory(TimeProvider time) => new(new MemoryMailStore(time), new MemoryDirectory(), time);
}
