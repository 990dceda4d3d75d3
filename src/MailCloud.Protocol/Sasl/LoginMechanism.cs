using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl;

/// <summary>
/// LOGIN (draft-murchison-sasl-login): asks for the name, then for the password. Obsolete, but Outlook knows nothing better for submission, and waits for
/// exactly these prompts. An initial response is the name.
/// </summary>
public sealed class LoginMechanism(Authenticator authenticator) : ISaslMechanism
{
    public string Name => "LOGIN";

    public ISaslExchange Begin(SaslContext context) => new Exchange(authenticator, context.Origin);

    private sealed class Exchange(Authenticator authenticator, LoginOrigin origin) : ISaslExchange
    {
        private static readonly SaslStep AskName = new SaslStep.Challenge("Username:"u8.ToArray());
        private static readonly SaslStep AskPassword = new SaslStep.Challenge("Password:"u8.ToArray());

        private string? name;

        public async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
        {
            if (response is null)
                return AskName;
            if (response.Length == 0 || !SaslText.TryDecode(response, out var text))
                return SaslStep.Malformed;
            if (name is null)
            {
                name = text;
                return AskPassword;
            }
            return SaslStep.EndWith(await authenticator.VerifyAsync(origin, name, text, cancellationToken));
        }
    }
}
