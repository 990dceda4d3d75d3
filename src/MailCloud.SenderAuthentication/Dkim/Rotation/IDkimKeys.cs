using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.SenderAuthentication.Dkim.Rotation;

/// <summary>The keys that our domains sign with.</summary>
public interface IDkimKeys
{
    /// <summary>The keys of a domain that sign now, RSA first; empty: it has none, or is none of ours. They stay whose they are: nobody disposes them.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be told now.</exception>
    ValueTask<ImmutableArray<DkimSigningKey>> FindAsync(string domain, CancellationToken cancellationToken);
}
