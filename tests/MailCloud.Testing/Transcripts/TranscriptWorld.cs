using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Testing.Transcripts;

/// <summary>What an engine of a transcript works on.</summary>
public sealed record TranscriptWorld(IMailStore Store, IDirectory Directory, TimeProvider Time)
{
    /// <summary>The server's part of each nonce: that of RFC 7677 §3.</summary>
    public const string Nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    /// <summary>The mechanisms; with <c>option: tokens yes</c> also those with <see cref="SampleTokens"/>.</summary>
    public SaslMechanisms MechanismsFor(Transcript transcript) =>
        new(new Authenticator(Directory, Time, transcript.Option("tokens") is "yes" ? new SampleTokens() : null), () => Nonce);

    /// <summary>Which account belongs to an address; by default the one of that name. Worlds that share a store have each its own.</summary>
    public Func<Address, AccountId> AccountOf { get; init; } = static address => new AccountId(address.Canonical);

    /// <summary>Which limits the accounts have.</summary>
    public QuotaPolicy Quotas { get; } = new(Directory);

    public static TranscriptWorld InMemory(TimeProvider time)
    {
        var directory = new MemoryDirectory();
        return new(new QuotaMailStore(new MemoryMailStore(time), new QuotaPolicy(directory)), directory, time);
    }
}
