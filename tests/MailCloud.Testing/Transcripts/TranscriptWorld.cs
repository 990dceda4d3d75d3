using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;

namespace MailCloud.Testing.Transcripts;

/// <summary>What an engine of a transcript works on.</summary>
public sealed record TranscriptWorld(IMailStore Store, IDirectory Directory, TimeProvider Time)
{
    public Authenticator Authenticator { get; } = new(Directory, Time);

    public static TranscriptWorld InMemory(TimeProvider time) => new(new MemoryMailStore(time), new MemoryDirectory(), time);
}
