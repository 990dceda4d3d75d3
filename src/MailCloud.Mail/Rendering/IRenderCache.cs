using MailCloud.Mail.Store;

namespace MailCloud.Mail.Rendering;

/// <summary>
/// Keeps what was made of messages for people to look at, because it takes long to make. Nothing depends on it: whatever is not here is made again. A name says all that decides
/// what is under it, so content is never replaced by other content.
/// </summary>
/// <remarks>Every method may throw <see cref="StoreUnavailableException"/>. Implementations: <see cref="MemoryRenderCache"/> and blobs, under one contract test suite.</remarks>
public interface IRenderCache
{
    /// <summary>Null: there is none of that name, or no longer.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(AccountId account, RenderedName name, CancellationToken cancellationToken);

    ValueTask WriteAsync(AccountId account, RenderedName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Removes all of an account.</summary>
    ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Removes what is older than <paramref name="limit"/>, of all accounts; a timer does so now and then.</summary>
    ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken);
}

/// <summary>What something was made of, and how.</summary>
/// <param name="Email">The message.</param>
/// <param name="Variant">Which part, which version of the code, which options: of letters, digits, <c>-</c> and <c>.</c>, at most <see cref="MaxVariant"/>.</param>
public readonly record struct RenderedName(EmailId Email, string Variant)
{
    public const int MaxVariant = 256;
}
