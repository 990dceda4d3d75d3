using System.Collections.Immutable;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Identity;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>An account to the framework's check of passkeys.</summary>
internal sealed record PasskeyUser(AccountId Account, ImmutableArray<Factor<PasskeyBody>> Passkeys)
{
    /// <summary>The longest user handle, in octets (WebAuthn Level 3 §5.4.3). It is the account's name, so that who logs in with nothing but a passkey is found.</summary>
    public const int MaxHandle = 64;
}

/// <summary>
/// What the framework asks of a store of users, of the one user that was read beforehand: checks then neither wait for storage nor see it change. What they find out is
/// written by whoever asked for them.
/// </summary>
/// <param name="user">Null: nobody.</param>
internal sealed class PasskeyUserStore(PasskeyUser? user) : IUserPasskeyStore<PasskeyUser>
{
    public Task<PasskeyUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(user is not null && string.Equals(user.Account.Value, userId, StringComparison.Ordinal) ? user : null);

    public Task<PasskeyUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(Find(user, credentialId) is null ? null : user);

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(passkey => ToInfo(passkey.Body))]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(Find(user, credentialId) is { } passkey ? ToInfo(passkey.Body) : null);

    public Task<string> GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.Account.Value);

    public Task<string?> GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Account.Value);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Account.Value);

    public Task<PasskeyUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByIdAsync(normalizedUserName, cancellationToken);

    public Task AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public Task<IdentityResult> CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw ReadOnly();

    public void Dispose() { }

    private static NotSupportedException ReadOnly() => new("Passkeys are checked here, and written elsewhere.");

    private static Factor<PasskeyBody>? Find(PasskeyUser? user, byte[] credentialId) =>
        user?.Passkeys.FirstOrDefault(passkey => passkey.Body.CredentialId.AsSpan().SequenceEqual(credentialId));

    // How a passkey was made is looked at when it is, and not kept.
    private static UserPasskeyInfo ToInfo(PasskeyBody body) =>
        new(
            body.CredentialId,
            body.PublicKey,
            body.Created,
            body.SignCount,
            [.. body.Transports],
            isUserVerified: true,
            body.IsBackupEligible,
            body.IsBackedUp,
            attestationObject: [],
            clientDataJson: []
        );
}
