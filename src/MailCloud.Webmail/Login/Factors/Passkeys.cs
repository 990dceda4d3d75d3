using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>
/// Passkeys (WebAuthn Level 3), checked by the framework: challenge, origin, host, signature, counter. They are kept by the authenticator together with whom they are for, and it makes sure that
/// its owner is there (user verification): so one passkey is two factors, and enough to log in.
/// </summary>
internal sealed class Passkeys(ILoggerFactory loggers)
{
    private const string Required = "required";

    private static readonly IOptions<IdentityPasskeyOptions> Options = Microsoft.Extensions.Options.Options.Create(
        new IdentityPasskeyOptions
        {
            UserVerificationRequirement = Required,
            ResidentKeyRequirement = Required,
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => new(IsOwnOrigin(context)),
        }
    );

    /// <summary>Asks for a new passkey.</summary>
    public Task<PasskeyCreationOptionsResult> AskForNewAsync(HttpContext context, PasskeyUser user) =>
        HandlerOf(user)
            .MakeCreationOptionsAsync(
                new PasskeyUserEntity
                {
                    Id = user.Account.Value,
                    Name = user.Account.Value,
                    DisplayName = user.Account.Value,
                },
                context
            );

    /// <summary>Asks for a passkey that is there.</summary>
    /// <param name="user">Null: whosever it is. A name that a stranger gives is no user: which passkeys it has is told nobody.</param>
    public Task<PasskeyRequestOptionsResult> AskAsync(HttpContext context, PasskeyUser? user) =>
        HandlerOf(user).MakeRequestOptionsAsync(user, context);

    /// <summary>Checks a new passkey; null: it is not what was asked for.</summary>
    public async ValueTask<UserPasskeyInfo?> CheckNewAsync(HttpContext context, PasskeyUser user, string state, JsonElement credential)
    {
        var result = await HandlerOf(user)
            .PerformAttestationAsync(
                new PasskeyAttestationContext
                {
                    HttpContext = context,
                    CredentialJson = credential.GetRawText(),
                    AttestationState = state,
                }
            );
        if (result.Succeeded && string.Equals(result.UserEntity.Id, user.Account.Value, StringComparison.Ordinal))
            return result.Passkey;
        Log(result.Failure);
        return null;
    }

    /// <summary>Checks what a passkey answered; null: it is not the user's, or not what was asked for.</summary>
    /// <returns>The passkey as it is from now on.</returns>
    public async ValueTask<Factor<PasskeyBody>?> CheckAsync(HttpContext context, PasskeyUser? user, string state, JsonElement credential)
    {
        var result = await HandlerOf(user)
            .PerformAssertionAsync(
                new PasskeyAssertionContext
                {
                    HttpContext = context,
                    CredentialJson = credential.GetRawText(),
                    AssertionState = state,
                }
            );
        if (!result.Succeeded)
        {
            Log(result.Failure);
            return null;
        }
        var (id, passkey) = (IdOf(result.Passkey.CredentialId), result.Passkey);
        var known = result.User.Passkeys.Single(one => string.Equals(one.Id, id, StringComparison.Ordinal));
        return known with { Body = known.Body with { SignCount = passkey.SignCount, IsBackedUp = passkey.IsBackedUp } };
    }

    /// <summary>Whom a passkey says it is for; null: it does not, or nobody here could be called so.</summary>
    public static AccountId? AccountOf(JsonElement credential)
    {
        if (
            !credential.TryGetProperty("response", out var response)
            || response.ValueKind is not JsonValueKind.Object
            || !response.TryGetProperty("userHandle", out var handle)
            || handle.ValueKind is not JsonValueKind.String
            || handle.GetString() is not { Length: > 0 and <= 2 * PasskeyUser.MaxHandle } text
            || !Base64Url.IsValid(text)
        )
            return null;
        var name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        // Only what could be an account's name is looked up.
        return Address.TryParse(name, out var address) && string.Equals(address.Canonical, name, StringComparison.Ordinal)
            ? new AccountId(name)
            : null;
    }

    /// <summary>The name of a passkey's object.</summary>
    public static string IdOf(byte[] credentialId) => FactorSet.PasskeyPrefix + Base64Url.EncodeToString(SHA256.HashData(credentialId));

    private static bool IsOwnOrigin(PasskeyOriginValidationContext context)
    {
        var request = context.HttpContext.Request;
        return !context.CrossOrigin
            && string.Equals(context.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private PasskeyHandler<PasskeyUser> HandlerOf(PasskeyUser? user)
    {
        var manager = new UserManager<PasskeyUser>(
            new PasskeyUserStore(user),
            Microsoft.Extensions.Options.Options.Create(new IdentityOptions()),
            new PasswordHasher<PasskeyUser>(),
            [],
            [],
            new UpperInvariantLookupNormalizer(),
            new IdentityErrorDescriber(),
            services: null!,
            loggers.CreateLogger<UserManager<PasskeyUser>>()
        );
        return new PasskeyHandler<PasskeyUser>(manager, Options);
    }

    private void Log(PasskeyException? failure) =>
        loggers.CreateLogger<Passkeys>().LogInformation("A passkey was refused: {Reason}", failure?.Message);
}
