using System.Text.Json;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Webmail.Login;

/// <summary>Logs people in with a passkey: after the password, or without one. Then the passkey itself says whose it is.</summary>
internal sealed class PasskeyLogin(
    IDirectory directory,
    SecondFactors factors,
    Passkeys passkeys,
    PasskeyProof proof,
    SessionCookies cookies,
    TimeProvider time
)
{
    /// <param name="open">For whoever asks.</param>
    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/webmail/login/passkey/options", AskAsync).RequireRateLimiting(ClientLimits.Login);
        open.MapPost("/webmail/login/passkey", CheckAsync).RequireRateLimiting(ClientLimits.Login);
    }

    private async Task<IResult> AskAsync(HttpContext context, CancellationToken cancel)
    {
        var user = await cookies.FindHalfAsync(context) is { } half ? await ReadAsync(half.AccountId, cancel) : null;
        var question = await passkeys.AskAsync(context, user);
        cookies.LoginPasskey.Give(context, new PasskeyQuestion(question.AssertionState!, time.GetUtcNow()));
        return TypedResults.Text(question.RequestOptionsJson, "application/json");
    }

    private async Task<IResult> CheckAsync(HttpContext context, CredentialBody body)
    {
        if (body.Credential.ValueKind is not JsonValueKind.Object)
            return Problems.Invalid("The credential is missing.");
        var half = await cookies.FindHalfAsync(context);
        if (cookies.LoginPasskey.Read(context) is not { } question)
            return Problems.LoginExpired;
        if ((half?.AccountId ?? Passkeys.AccountOf(body.Credential)) is not { } account)
            return Problems.FactorRefused;
        // Read even if the account is nobody's: both take the same.
        var user = await ReadAsync(account, context.RequestAborted);
        if (!await IsAccountAsync(account, context.RequestAborted) || !await proof.TryUseAsync(context, user, question, body.Credential))
            return Problems.FactorRefused;
        await cookies.BeginAsync(context, account, half?.Remember ?? body.Remember);
        return TypedResults.Json(StepAnswer.Done);
    }

    private async ValueTask<PasskeyUser> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
        new(account, (await factors.ReadAsync(account, cancellationToken)).Passkeys);

    private async ValueTask<bool> IsAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        Address.TryParse(account.Value, out var address)
        && await directory.FindAsync(address, cancellationToken) is AccountAddress { Account: var found }
        && found == account;
}
