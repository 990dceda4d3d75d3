using System.Text.Json;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Login;

/// <summary>Takes what a passkey answered as proof of who somebody is, once.</summary>
internal sealed class PasskeyProof(SecondFactors factors, Passkeys passkeys, TimeProvider time)
{
    /// <param name="question">What was asked.</param>
    /// <returns>Whether it is right, and the account's.</returns>
    public async ValueTask<bool> TryUseAsync(HttpContext context, PasskeyUser user, PasskeyQuestion question, JsonElement credential)
    {
        var passkey = await passkeys.CheckAsync(context, user, question.State, credential);
        if (passkey is null || passkey.Body.LastUsed >= question.Asked)
            return false;
        var used = passkey with { Body = passkey.Body with { LastUsed = time.GetUtcNow() } };
        return await factors.ChangePasskeyAsync(user.Account, used, context.RequestAborted);
    }
}
