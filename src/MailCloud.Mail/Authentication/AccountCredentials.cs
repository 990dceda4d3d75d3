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

    /// <summary>The longest password that somebody may choose, in characters.</summary>
    public const int MaxPassword = 1024;

    /// <summary>Sets the account's password. Its app passwords stay, and what it opens stays as well.</summary>
    /// <param name="withLegacy">
    /// Whether CRAM-MD5 and DIGEST-MD5 are to work with it; if not, what was kept for them is removed. They never do with a password that opens the webmail only.
    /// </param>
    public async ValueTask SetPasswordAsync(
        AccountId account,
        string password,
        CancellationToken cancellationToken,
        bool withLegacy = false
    )
    {
        // What an older password left goes first: it must not open the account when the new one is set.
        await directory.RemoveLegacySecretAsync(account, cancellationToken);
        var existing = await directory.FindCredentialsAsync(account, cancellationToken);
        var scopes = existing.FirstOrDefault(credential => credential.IsPassword)?.Scopes ?? MailServices.All;
        var credential = new Credential(Credential.Password, CreateVerifier(existing, password))
        {
            Scopes = scopes,
            Created = time.GetUtcNow(),
        };
        await directory.SetCredentialAsync(account, credential, cancellationToken);
        if (withLegacy && scopes == MailServices.All)
            await directory.SetLegacySecretAsync(account, LegacySecret.Create(account.Value, password), cancellationToken);
    }

    /// <summary>The account's password as it is kept; null: it has none.</summary>
    public async ValueTask<Credential?> FindPasswordAsync(AccountId account, CancellationToken cancellationToken) =>
        (await directory.FindCredentialsAsync(account, cancellationToken)).FirstOrDefault(credential => credential.IsPassword);

    /// <summary>
    /// Says what the account's password opens: all, or the webmail alone, which asks for a second factor where other programs cannot. Then programs need app passwords.
    /// </summary>
    public async ValueTask SetPasswordScopesAsync(AccountId account, MailServices scopes, CancellationToken cancellationToken)
    {
        if (scopes != MailServices.All)
            await directory.RemoveLegacySecretAsync(account, cancellationToken);
        if (await FindPasswordAsync(account, cancellationToken) is { } password && password.Scopes != scopes)
            await directory.SetCredentialAsync(account, password with { Scopes = scopes }, cancellationToken);
    }

    /// <summary>Makes an app password: six groups like <c>k7pq-</c>, 118 bits at random. It is not kept, and so cannot be shown again.</summary>
    /// <param name="label">What it is for, in the owner's words.</param>
    /// <param name="scopes">What it opens: some of <see cref="MailServices.Programs"/>.</param>
    public async ValueTask<(Credential Credential, string Password)> AddAppPasswordAsync(
        AccountId account,
        string label,
        MailServices scopes,
        CancellationToken cancellationToken
    )
    {
        var password = string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));
        var name = Credential.AppPrefix + RandomNumberGenerator.GetString(Letters, IdLength);
        var existing = await directory.FindCredentialsAsync(account, cancellationToken);
        var credential = new Credential(name, CreateVerifier(existing, password))
        {
            Label = label,
            Scopes = scopes & MailServices.Programs,
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

    private static ScramVerifier CreateVerifier(ImmutableArray<Credential> existing, string password) =>
        ScramVerifier.Create(password, ScramParameters.SharedBy(existing) ?? ScramParameters.New());
}
