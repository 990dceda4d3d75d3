using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>Who a name means at log-in.</summary>
/// <param name="Account">Null: nobody that could log in.</param>
/// <param name="Verifiers">Of the passwords that open the service; empty for nobody.</param>
/// <param name="Parameters">For nobody: made up, the same each time, and like those of a new account.</param>
internal sealed record Claimant(AccountId? Account, ImmutableArray<ScramVerifier> Verifiers, ScramParameters Parameters);

/// <summary>
/// Finds who a name means. A name that means nobody takes the same calls of the directory as one that does, and has parameters that look the same.
/// </summary>
internal sealed class Claimants(IDirectory directory)
{
    private const string Nobody = "nobody";

    private byte[]? decoyKey;

    /// <summary>The one form of all ways to write a name.</summary>
    public static string Canonicalize(string name) => Address.TryParse(name, out var address) ? address.Canonical : name;

    public async ValueTask<Claimant> FindAsync(string name, MailServices service, CancellationToken cancellationToken)
    {
        var account =
            Address.TryParse(name, out var address) && await directory.FindAsync(address, cancellationToken) is AccountAddress entry
                ? entry.Account
                : default(AccountId?);
        var credentials = await directory.FindCredentialsAsync(account ?? new AccountId(address?.Canonical ?? Nobody), cancellationToken);
        var decoy = await MakeUpAsync(Canonicalize(name), cancellationToken);
        if (account is null || ScramParameters.SharedBy(credentials) is not { } parameters)
            return new Claimant(null, [], decoy);
        return new Claimant(
            account,
            [
                .. credentials
                    .Where(credential => credential.Opens(service) && credential.Verifier.Parameters == parameters)
                    .Select(credential => credential.Verifier),
            ],
            parameters
        );
    }

    private async ValueTask<ScramParameters> MakeUpAsync(string name, CancellationToken cancellationToken)
    {
        decoyKey ??= [.. await directory.GetDecoyKeyAsync(cancellationToken)];
        var salt = HMACSHA256.HashData(decoyKey, Encoding.UTF8.GetBytes(name));
        return new ScramParameters([.. salt.AsSpan(0, ScramParameters.SaltOctets)], ScramParameters.DefaultIterations);
    }
}
