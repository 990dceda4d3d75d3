using System.Text.Json;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>
/// The second factors of accounts, as they are set up and taken away. While there is one, the account's password opens the webmail alone, for no other program can ask for a second factor.
/// </summary>
/// <remarks>
/// The password is narrowed before the first factor is there, and widened after the last one is gone: if this stops in between, too little is open and not too much, and to
/// turn the factor on or off again puts it right. Factors and password are not changed in one: whoever widens or sets a password looks at the factors once more behind it, and
/// each log-in that asks for a factor narrows again what is wider.
/// </remarks>
internal sealed class SecondFactors(IObjectStore objects, AccountCredentials credentials)
{
    public static readonly ObjectKind Kind = new("factors");

    public async ValueTask<FactorSet> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
        new(await objects.ReadAsync(account, Kind, cancellationToken));

    /// <summary>Keeps an app that is being set up, in place of one that was.</summary>
    public async ValueTask BeginTotpAsync(AccountId account, TotpBody body, CancellationToken cancellationToken) =>
        await objects.TryCommitAsync(account, Kind, [Write(FactorSet.NewTotpId, body)], cancellationToken);

    /// <summary>The app that was being set up is the account's from now on.</summary>
    /// <returns>New recovery codes; none if a factor was there already. Null: somebody else changed the factors meanwhile.</returns>
    public ValueTask<IReadOnlyList<string>?> AddTotpAsync(
        AccountId account,
        FactorSet set,
        long usedStep,
        CancellationToken cancellationToken
    ) =>
        AddAsync(
            account,
            set,
            [
                Write(FactorSet.TotpId, set.NewTotp!.Body with { LastStep = usedStep }, set.Totp?.Version ?? 0),
                new ObjectWrite(FactorSet.NewTotpId, Body: null, set.NewTotp.Version),
            ],
            cancellationToken
        );

    /// <inheritdoc cref="AddTotpAsync"/>
    public ValueTask<IReadOnlyList<string>?> AddPasskeyAsync(
        AccountId account,
        FactorSet set,
        string id,
        PasskeyBody passkey,
        CancellationToken cancellationToken
    ) => AddAsync(account, set, [Write(id, passkey, expected: 0)], cancellationToken);

    /// <summary>Keeps what changed about a passkey: its use, its name. False: it was used or changed by somebody else at the same time, or is gone.</summary>
    public async ValueTask<bool> ChangePasskeyAsync(AccountId account, Factor<PasskeyBody> passkey, CancellationToken cancellationToken) =>
        await objects.TryCommitAsync(account, Kind, [Write(passkey.Id, passkey.Body, passkey.Version)], cancellationToken) is not null;

    /// <summary>Takes a factor away. False: somebody else changed it meanwhile.</summary>
    /// <param name="isLast">Whether there is no other one: then the recovery codes go with it.</param>
    public async ValueTask<bool> RemoveAsync(AccountId account, string id, ulong version, bool isLast, CancellationToken cancellationToken)
    {
        var writes = new List<ObjectWrite> { new(id, Body: null, version) };
        if (isLast)
            writes.Add(new ObjectWrite(FactorSet.RecoveryId, Body: null));
        if (await objects.TryCommitAsync(account, Kind, writes, cancellationToken) is null)
            return false;
        if (!(await ReadAsync(account, cancellationToken)).IsOn)
            await WidenAsync(objects, credentials, account, cancellationToken);
        return true;
    }

    /// <summary>Replaces the recovery codes.</summary>
    public async ValueTask<IReadOnlyList<string>> RenewRecoveryCodesAsync(AccountId account, CancellationToken cancellationToken)
    {
        var (codes, body) = RecoveryCodes.Create();
        await objects.TryCommitAsync(account, Kind, [Write(FactorSet.RecoveryId, body)], cancellationToken);
        return codes;
    }

    /// <summary>Writes what the use of a code changes. False: somebody else was faster, and it is to be looked at anew.</summary>
    public async ValueTask<bool> TryUseAsync(
        AccountId account,
        IReadOnlyCollection<ObjectWrite> writes,
        CancellationToken cancellationToken
    ) => await objects.TryCommitAsync(account, Kind, writes, cancellationToken) is not null;

    /// <summary>Makes the password open the webmail alone.</summary>
    public ValueTask NarrowAsync(AccountId account, CancellationToken cancellationToken) =>
        credentials.SetPasswordScopesAsync(account, MailServices.Web, cancellationToken);

    /// <summary>Narrows the password if there are factors: after it was set, while somebody may have added one.</summary>
    public ValueTask SettleAsync(AccountId account, CancellationToken cancellationToken) =>
        SettleAsync(objects, credentials, account, cancellationToken);

    /// <inheritdoc cref="SettleAsync(AccountId, CancellationToken)"/>
    public static async ValueTask SettleAsync(
        IObjectStore objects,
        AccountCredentials credentials,
        AccountId account,
        CancellationToken cancellationToken
    )
    {
        if (FactorSet.AreOn(await objects.ReadAsync(account, Kind, cancellationToken)))
            await credentials.SetPasswordScopesAsync(account, MailServices.Web, cancellationToken);
    }

    /// <summary>Takes all factors of an account away, for an owner who has lost them.</summary>
    public static async ValueTask ResetAsync(
        IObjectStore objects,
        AccountCredentials credentials,
        AccountId account,
        CancellationToken cancellationToken
    )
    {
        var all = await objects.ReadAsync(account, Kind, cancellationToken);
        foreach (var some in all.Objects.Chunk(ObjectLimits.MaxWrites))
            await objects.TryCommitAsync(account, Kind, [.. some.Select(one => new ObjectWrite(one.Id, Body: null))], cancellationToken);
        await WidenAsync(objects, credentials, account, cancellationToken);
    }

    public static ObjectWrite Write<T>(string id, T body, ulong? expected = null)
        where T : class => new(id, JsonSerializer.SerializeToUtf8Bytes(body, typeof(T), FactorJson.Default), expected);

    private async ValueTask<IReadOnlyList<string>?> AddAsync(
        AccountId account,
        FactorSet set,
        List<ObjectWrite> writes,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<string> codes = [];
        if (!set.IsOn)
        {
            (codes, var recovery) = RecoveryCodes.Create();
            writes.Add(Write(FactorSet.RecoveryId, recovery));
        }
        await NarrowAsync(account, cancellationToken);
        if (await objects.TryCommitAsync(account, Kind, writes, cancellationToken) is not null)
        {
            // Whoever widened it for the last factor that went meanwhile may not have seen this one.
            await NarrowAsync(account, cancellationToken);
            return codes;
        }
        if (!(await ReadAsync(account, cancellationToken)).IsOn)
            await WidenAsync(objects, credentials, account, cancellationToken);
        return null;
    }

    private static async ValueTask WidenAsync(
        IObjectStore objects,
        AccountCredentials credentials,
        AccountId account,
        CancellationToken cancellationToken
    )
    {
        await credentials.SetPasswordScopesAsync(account, MailServices.All, cancellationToken);
        await SettleAsync(objects, credentials, account, cancellationToken);
    }
}
