using System.Text.Json;
using MailCloud.Local;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Cli.Local;

/// <summary>The accounts that <c>mailcloud up</c> makes, and their passwords, kept in the data folder so that it can show them again.</summary>
internal sealed class LocalAccounts(string file, Accounts accounts)
{
    public const string Domain = "example.test";

    private static readonly string[] Names = [$"alice@{Domain}", $"bob@{Domain}"];

    /// <summary>
    /// Makes Alice, Bob and those given as far as they are missing. The passwords given are set; others are made up once and stay, also
    /// when somebody changed one with <c>mailcloud user passwd</c>: then it is not known here.
    /// </summary>
    public async Task<IReadOnlyList<LocalAccount>> EnsureAsync(IReadOnlyList<LocalAccount> given, CancellationToken cancel)
    {
        var passwords = Read();
        foreach (var name in Names)
            passwords.TryAdd(name, Passwords.Generate());
        foreach (var account in given)
            passwords[account.Address] = account.Password!;
        PrivateFile.Write(file, JsonSerializer.Serialize(passwords));

        var set = given.Select(account => account.Address).ToHashSet(StringComparer.Ordinal);
        // Each takes PBKDF2, which is slow on purpose.
        return await Task.WhenAll(
            passwords.Select(pair => Task.Run(() => EnsureAsync(pair.Key, pair.Value, set.Contains(pair.Key), cancel), cancel))
        );
    }

    private async Task<LocalAccount> EnsureAsync(string name, string password, bool set, CancellationToken cancel)
    {
        var address = Address.TryParse(name, out var parsed)
            ? parsed
            : throw new InvalidDataException($"{file}: {name} is not an address.");
        await accounts.Directory.AddDomainAsync(new Domain(address.Domain.ToLowerInvariant()), cancel);
        if (await accounts.AddAsync(address, password, cancel))
            return new LocalAccount(name, password);

        var account = new AccountId(address.Canonical);
        var credentials = await accounts.Directory.FindCredentialsAsync(account, cancel);
        if (credentials.Any(credential => credential.Verifier.Matches(password)))
            return new LocalAccount(name, password);
        if (!set)
            return new LocalAccount(name, Password: null);
        await accounts.SetPasswordAsync(account, password, cancel);
        return new LocalAccount(name, password);
    }

    private SortedDictionary<string, string> Read()
    {
        var kept = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) : null;
        return new SortedDictionary<string, string>(kept ?? [], StringComparer.Ordinal);
    }
}
