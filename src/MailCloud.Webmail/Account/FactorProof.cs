using System.Text.Json;
using MailCloud.Jmap.Http;
using MailCloud.Webmail.Login;
using MailCloud.Webmail.Login.Factors;
using MailCloud.Webmail.Login.Sessions;
using MailCloud.Webmail.Security;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Account;

/// <summary>
/// The second half of proving again who one is: whoever sits down at a session that somebody left open, and knows the password, is not to turn off what the password is not enough for.
/// </summary>
internal sealed class FactorProof(SecondFactors factors, CodeCheck codes, PasskeyProof passkeys, SessionCookies cookies)
{
    /// <summary>Null: it is right, or the account has no second factor.</summary>
    public async ValueTask<IResult?> CheckAsync(HttpContext context, ReauthenticateBody body)
    {
        var set = await factors.ReadAsync(context.Account(), context.RequestAborted);
        if (!set.IsOn)
            return null;
        if (body.Credential is { ValueKind: JsonValueKind.Object } credential)
            return await CheckPasskeyAsync(context, set, credential);
        if (body.Code?.Trim() is not { Length: > 0 } code)
            return Problems.SecondFactorWanted;
        var isOfApp = code.Length == TotpCodes.Digits && code.All(char.IsAsciiDigit);
        var result = isOfApp
            ? await codes.CheckTotpAsync(context.Account(), code, context.RequestAborted)
            : await codes.CheckRecoveryAsync(context.Account(), code, context.RequestAborted);
        return result switch
        {
            CodeResult.Right => null,
            CodeResult.TooMany => Problems.TryLater(context, CodeCheck.Recovery),
            _ => Problems.WrongCode,
        };
    }

    private async ValueTask<IResult?> CheckPasskeyAsync(HttpContext context, FactorSet set, JsonElement credential)
    {
        if (cookies.LoginPasskey.Read(context) is not { } question)
            return Problems.Invalid("That took too long. Begin again.");
        cookies.LoginPasskey.Remove(context);
        var user = new PasskeyUser(context.Account(), set.Passkeys);
        return await passkeys.TryUseAsync(context, user, question, credential) ? null : Problems.WrongCode;
    }
}
