using System.Text.Json;
using MailCloud.Mail.Authentication;

namespace MailCloud.Webmail.Account;

/// <summary>What somebody sees of the own account.</summary>
internal sealed record AccountAnswer(
    string Address,
    IReadOnlyList<string> Addresses,
    TwoFactorAnswer TwoFactor,
    IReadOnlyList<AppPasswordAnswer> AppPasswords,
    IReadOnlyList<SessionAnswer> Sessions,
    QuotaAnswer Quota
);

internal sealed record TwoFactorAnswer(bool Totp, IReadOnlyList<PasskeyAnswer> Passkeys, int RecoveryCodesLeft);

internal sealed record PasskeyAnswer(string Id, string Name, DateTimeOffset Created, DateTimeOffset? LastUsed);

internal sealed record AppPasswordAnswer(string Name, string Label, IReadOnlyList<string> Scopes, DateTimeOffset? Created);

/// <param name="Current">Whether it is the one that asks.</param>
internal sealed record SessionAnswer(
    string Id,
    bool Current,
    DateTimeOffset Created,
    DateTimeOffset LastSeen,
    string UserAgent,
    string Address
);

/// <param name="LimitOctets">Null: there is no limit.</param>
internal sealed record QuotaAnswer(long UsedOctets, long? LimitOctets, long UsedMessages, long? LimitMessages);

internal sealed record NewPasswordBody(string? Current, string? New);

/// <param name="Code">Of an app, or a recovery code; if the account has a second factor either this or <paramref name="Credential"/> is there.</param>
/// <param name="Credential">What a passkey answered.</param>
internal sealed record ReauthenticateBody(string? Password, string? Code = null, JsonElement? Credential = null);

internal sealed record AppPasswordBody(string? Label, IReadOnlyList<string>? Scopes);

/// <param name="Password">Shown this once.</param>
internal sealed record NewAppPasswordAnswer(string Name, string Password);

/// <param name="Secret">For people who type it.</param>
/// <param name="Uri">For a camera.</param>
internal sealed record TotpAnswer(string Secret, string Uri);

/// <param name="RecoveryCodes">Empty: those of before hold.</param>
internal sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);

internal sealed record PasskeyNameBody(string? Name);

internal sealed record NewPasskeyBody(string? Name, JsonElement Credential);

/// <summary>Services by the names that people and the page use.</summary>
internal static class Scopes
{
    private static readonly (string Name, MailServices Service)[] All =
    [
        ("smtp", MailServices.Smtp),
        ("imap", MailServices.Imap),
        ("pop3", MailServices.Pop3),
        ("jmap", MailServices.Jmap),
    ];

    public static IReadOnlyList<string> NamesOf(MailServices services) =>
        [.. All.Where(pair => services.HasFlag(pair.Service)).Select(pair => pair.Name)];

    /// <summary>Null: one is unknown, or there are none.</summary>
    public static MailServices? Parse(IReadOnlyList<string> names)
    {
        var services = MailServices.None;
        foreach (var name in names)
        {
            var service = All.FirstOrDefault(pair => string.Equals(pair.Name, name, StringComparison.Ordinal)).Service;
            if (service == MailServices.None)
                return null;
            services |= service;
        }
        return services == MailServices.None ? null : services;
    }
}
