using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailCloud.Webmail.Security;

/// <summary>
/// Authenticates a request by what a program says in it: name and password (RFC 7617), or a token (RFC 6750) that is the issuer's, or the same as name and password would be. The passwords
/// are those that open the API: app passwords, and the account's own unless a second factor is asked for.
/// </summary>
internal sealed class ProgramAuthentication(
    Authenticator authenticator,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Basic = "Basic";
    private const string Bearer = "Bearer";

    /// <summary>How long a client that failed too often is told to wait.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private bool isTooMany;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header.Parameter is not { } said)
            return AuthenticateResult.NoResult();
        var account = header.Scheme switch
        {
            var scheme when scheme.Equals(Basic, StringComparison.OrdinalIgnoreCase) => await ByPasswordAsync(said),
            var scheme when scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase) => await ByTokenAsync(said),
            _ => null,
        };
        return account is { } known
            ? AuthenticateResult.Success(new AuthenticationTicket(known.ToPrincipal(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("Refused.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        isTooMany ? Problems.TryLater(Context, Wait).ExecuteAsync(Context) : Challenge.AnswerAsync(Context);

    private LoginOrigin Origin => new(MailServices.Jmap, Context.Connection.RemoteIpAddress);

    private async ValueTask<AccountId?> ByTokenAsync(string token)
    {
        // A JWT has dots, which base64 has not.
        if (!token.Contains('.', StringComparison.Ordinal))
            return await ByPasswordAsync(token);
        return (await authenticator.VerifyTokenAsync(Origin, name: null, token, Context.RequestAborted)).Account;
    }

    private async ValueTask<AccountId?> ByPasswordAsync(string said)
    {
        if (Decode(said) is not var (name, password))
            return null;
        var result = await authenticator.VerifyAsync(Origin, name, password, Context.RequestAborted);
        isTooMany = result.Status == LoginStatus.TryLater;
        return result.Account;
    }

    private static (string Name, string Password)? Decode(string said)
    {
        try
        {
            var text = StrictUtf8.GetString(Convert.FromBase64String(said));
            return text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? (text[..colon], text[(colon + 1)..]) : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
