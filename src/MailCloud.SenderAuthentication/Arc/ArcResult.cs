using System.Collections.Immutable;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Arc;

/// <summary>What came of checking a message's Authenticated Received Chain (RFC 8617 §4.4).</summary>
public enum ArcStatus
{
    /// <summary>There is no chain.</summary>
    None,

    /// <summary>The chain is whole, and the last to seal it saw the message as it is here. Whether to believe those who sealed it is another question.</summary>
    Pass,

    /// <summary>The chain is broken, and stays so.</summary>
    Fail,

    /// <summary>
    /// A key cannot be looked up now. RFC 8617 knows no such result; it is apart from <see cref="Fail"/>, so that nobody seals a chain as broken that is not.
    /// </summary>
    TempError,
}

/// <summary>A message's chain and what it is worth.</summary>
/// <param name="Sealers">The domains that sealed it, in lower case, the first one first; empty unless <see cref="ArcStatus.Pass"/>.</param>
/// <param name="Note">Why, in words for people; null: nothing needs to be said.</param>
public sealed record ArcResult(ArcStatus Status, ImmutableArray<string> Sealers, string? Note)
{
    /// <summary>What the first sealer had found, who saw the message before anybody changed it; null: it cannot be read, or the chain does not pass.</summary>
    public AuthenticationResults? FirstResults { get; init; }
}
