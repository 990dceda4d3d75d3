using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Http;
using MailCloud.Webmail.Login;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Account;

/// <summary>Sets second factors up and takes them away.</summary>
internal sealed class SecondFactorEndpoints(
    SecondFactors factors,
    TotpCodes totp,
    Passkeys passkeys,
    WebSessions sessions,
    SessionCookies cookies,
    TimeProvider time
)
{
    public const int MaxPasskeys = 20;

    public void Map(IEndpointRouteBuilder account)
    {
        account.MapPost("/totp/begin", BeginTotpAsync).RequireFreshLogin(time);
        account.MapPost("/totp/confirm", ConfirmTotpAsync).RequireFreshLogin(time).RequireRateLimiting(ClientLimits.Login);
        account.MapDelete("/totp", RemoveTotpAsync).RequireFreshLogin(time);
        account.MapPost("/passkeys/options", AskForPasskeyAsync).RequireFreshLogin(time);
        account.MapPost("/passkeys", AddPasskeyAsync).RequireFreshLogin(time);
        account.MapPost("/passkeys/{id}", RenamePasskeyAsync);
        account.MapDelete("/passkeys/{id}", RemovePasskeyAsync).RequireFreshLogin(time);
        account.MapPost("/recovery-codes", RenewRecoveryCodesAsync).RequireFreshLogin(time);
    }

    private async Task<IResult> BeginTotpAsync(HttpContext context, CancellationToken cancel)
    {
        var (secret, uri, body) = totp.Create(context.Account());
        await factors.BeginTotpAsync(context.Account(), body, cancel);
        return TypedResults.Json(new TotpAnswer(secret, uri));
    }

    private async Task<IResult> ConfirmTotpAsync(HttpContext context, CodeBody body)
    {
        var set = await factors.ReadAsync(context.Account(), context.RequestAborted);
        if (set.NewTotp is not { } app || !totp.IsStillAwaited(app.Body))
            return Problems.Invalid("No app is being set up. Begin again.");
        if (totp.StepOf(context.Account(), app.Body, body.Code ?? "") is not { } step)
            return Problems.WrongCode;
        return await AnswerAsync(context, set, await factors.AddTotpAsync(context.Account(), set, step, context.RequestAborted));
    }

    private async Task<IResult> RemoveTotpAsync(HttpContext context, CancellationToken cancel)
    {
        var set = await factors.ReadAsync(context.Account(), cancel);
        return set.Totp is { } app ? await RemoveAsync(context, app.Id, app.Version, isLast: set.Passkeys.IsEmpty) : Problems.NotFound;
    }

    private async Task<IResult> AskForPasskeyAsync(HttpContext context, CancellationToken cancel)
    {
        var user = await ReadUserAsync(context);
        if (Encoding.UTF8.GetByteCount(user.Account.Value) > PasskeyUser.MaxHandle)
            return Problems.Invalid($"Passkeys are for accounts whose address has at most {PasskeyUser.MaxHandle} octets.");
        var question = await passkeys.AskForNewAsync(context, user);
        cookies.NewPasskey.Give(context, new PasskeyQuestion(question.AttestationState!, time.GetUtcNow()));
        return TypedResults.Text(question.CreationOptionsJson, "application/json");
    }

    private async Task<IResult> AddPasskeyAsync(HttpContext context, NewPasskeyBody body)
    {
        if (Inputs.Name(body.Name) is not { } name)
            return Problems.Invalid("A passkey's name has 1 to 100 characters.");
        if (body.Credential.ValueKind is not JsonValueKind.Object)
            return Problems.Invalid("The credential is missing.");
        if (cookies.NewPasskey.Read(context) is not { } question)
            return Problems.Invalid("That took too long. Begin again.");
        var set = await factors.ReadAsync(context.Account(), context.RequestAborted);
        if (set.Passkeys.Length >= MaxPasskeys)
            return Problems.Invalid($"There are {MaxPasskeys} passkeys: remove one first.");
        var user = new PasskeyUser(context.Account(), set.Passkeys);
        if (await passkeys.CheckNewAsync(context, user, question.State, body.Credential) is not { } made)
            return Problems.WrongCode;
        cookies.NewPasskey.Remove(context);
        var passkey = new PasskeyBody(
            made.CredentialId,
            made.PublicKey,
            name,
            time.GetUtcNow(),
            LastUsed: null,
            made.SignCount,
            made.Transports ?? [],
            made.IsBackupEligible,
            made.IsBackedUp
        );
        var id = Passkeys.IdOf(made.CredentialId);
        return await AnswerAsync(context, set, await factors.AddPasskeyAsync(context.Account(), set, id, passkey, context.RequestAborted));
    }

    private async Task<IResult> RenamePasskeyAsync(HttpContext context, string id, PasskeyNameBody body)
    {
        if (Inputs.Name(body.Name) is not { } name)
            return Problems.Invalid("A passkey's name has 1 to 100 characters.");
        var set = await factors.ReadAsync(context.Account(), context.RequestAborted);
        if (Find(set, id) is not { } passkey)
            return Problems.NotFound;
        var renamed = passkey with { Body = passkey.Body with { Name = name } };
        return await factors.ChangePasskeyAsync(context.Account(), renamed, context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.Conflict;
    }

    private async Task<IResult> RemovePasskeyAsync(HttpContext context, string id)
    {
        var set = await factors.ReadAsync(context.Account(), context.RequestAborted);
        return Find(set, id) is { } found
            ? await RemoveAsync(context, found.Id, found.Version, isLast: set.Totp is null && set.Passkeys.Length == 1)
            : Problems.NotFound;
    }

    private async Task<IResult> RenewRecoveryCodesAsync(HttpContext context, CancellationToken cancel)
    {
        if (!(await factors.ReadAsync(context.Account(), cancel)).IsOn)
            return Problems.Invalid("There is no second factor that they could stand in for.");
        return TypedResults.Json(new RecoveryCodesAnswer(await factors.RenewRecoveryCodesAsync(context.Account(), cancel)));
    }

    private static Factor<PasskeyBody>? Find(FactorSet set, string id) =>
        set.Passkeys.FirstOrDefault(passkey => string.Equals(passkey.Id, id, StringComparison.Ordinal));

    /// <param name="codes">Null: somebody else was faster.</param>
    private async Task<IResult> AnswerAsync(HttpContext context, FactorSet before, IReadOnlyList<string>? codes)
    {
        if (codes is null)
            return Problems.Conflict;
        // Sessions that began with the password alone are not to outlive that it was enough.
        if (!before.IsOn)
            await sessions.EndOthersAsync(context.Account(), context.Session().Id, context.RequestAborted);
        return TypedResults.Json(new RecoveryCodesAnswer(codes));
    }

    private async Task<IResult> RemoveAsync(HttpContext context, string id, ulong version, bool isLast) =>
        await factors.RemoveAsync(context.Account(), id, version, isLast, context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.Conflict;

    private async ValueTask<PasskeyUser> ReadUserAsync(HttpContext context) =>
        new(context.Account(), (await factors.ReadAsync(context.Account(), context.RequestAborted)).Passkeys);
}
