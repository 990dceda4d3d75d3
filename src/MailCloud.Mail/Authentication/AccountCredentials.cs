using System.Collections.Immutable;
using System.Security.Cryptography;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// An account's passwords, as they are set and taken back. All of them are kept under the same salt, which the account's first one made, so that SCRAM can
/// check any of them and nobody learns from a salt that an account has changed.
/// </summary>
public sealed class AccountCredentials(IDirectory directory, TimeProvider time)
{
    // Without letters and digits that look alike.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Groups = 6;
    private const int GroupLength = 4;
    private const int IdLength = 6;

    /// <summary>Sets the account's password; its app passwords stay.</summary>
    /// <param name="withLegacy">Whether CRAM-MD5 and DIGEST-MD5 are to work with it; if not, what was kept for them is removed.</param>
    public async ValueTask SetPasswordAsync(
        AccountId account,
        string password,
        CancellationToken cancellationToken,
        bool withLegacy = false
    )
    {
        // What an older password left goes first: it must not open the account when the new one is set.
        await directory.RemoveLegacySecretAsync(account, cancellationToken);
        var verifier = await CreateVerifierAsync(account, password, cancellationToken);
        var credential = new Credential(Credential.Password, verifier) { Created = time.GetUtcNow() };
        await directory.SetCredentialAsync(account, credential, cancellationToken);
        if (withLegacy)
            await directory.SetLegacySecretAsync(account, LegacySecret.Create(account.Value, password), cancellationToken);
    }

    /// <summary>Makes an app password: six groups like <c>k7pq-</c>, 118 bits at random. It is not kept, and so cannot be shown again.</summary>
    /// <param name="label">What it is for, in the owner's words.</param>
    /// <param name="scopes">What it opens.</param>
    public async ValueTask<(Credential Credential, string Password)> AddAppPasswordAsync(
        AccountId account,
        string label,
        MailServices scopes,
        CancellationToken cancellationToken
    )
    {
        var password = string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));
        var name = Credential.AppPrefix + RandomNumberGenerator.GetString(Letters, IdLength);
        var credential = new Credential(name, await CreateVerifierAsync(account, password, cancellationToken))
        {
            Label = label,
            Scopes = scopes,
            Created = time.GetUtcNow(),
        };
        await directory.SetCredentialAsync(account, credential, cancellationToken);
        return (credential, password);
    }

    /// <summary>The account's app passwords, the oldest first.</summary>
    public async ValueTask<ImmutableArray<Credential>> ListAppPasswordsAsync(AccountId account, CancellationToken cancellationToken) =>
        [
            .. (await directory.FindCredentialsAsync(account, cancellationToken))
                .Where(credential => !credential.IsPassword)
                .OrderBy(credential => credential.Created)
                .ThenBy(credential => credential.Name, StringComparer.Ordinal),
        ];

    /// <summary>Takes an app password back; who is logged in stays. False: there is none of that name.</summary>
    public async ValueTask<bool> RevokeAppPasswordAsync(AccountId account, string name, CancellationToken cancellationToken) =>
        name.StartsWith(Credential.AppPrefix, StringComparison.Ordinal)
        && await directory.RemoveCredentialAsync(account, name, cancellationToken);

    private async ValueTask<ScramVerifier> CreateVerifierAsync(AccountId account, string password, CancellationToken cancellationToken)
    {
        var existing = await directory.FindCredentialsAsync(account, cancellationToken);
        return ScramVerifier.Create(password, ScramParameters.SharedBy(existing) ?? ScramParameters.New());
    }
}
