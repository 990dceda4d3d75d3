using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;

namespace MailCloud.Protocol.Sasl.Legacy;

/// <summary>
/// DIGEST-MD5 (RFC 2831 §2.1), obsolete (RFC 6331 §1), for programs that know nothing newer: quality of protection <c>auth</c> only, and no subsequent
/// authentication. Offered only if a domain allows it.
/// </summary>
internal sealed class DigestMd5Mechanism(Authenticator authenticator, Func<string> nonce) : ISaslMechanism
{
    public string Name => "DIGEST-MD5";

    public bool IsUsable(TlsSession tls) => authenticator.OffersLegacy;

    public ISaslExchange Begin(SaslContext context) =>
        new Exchange(authenticator, Convert.ToBase64String(Encoding.UTF8.GetBytes(nonce())), context.Origin);

    private sealed class Exchange(Authenticator authenticator, string nonce, LoginOrigin origin) : ISaslExchange
    {
        private bool isAsked;
        private LoginResult? result;

        public async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
        {
            if (!isAsked)
            {
                isAsked = true;
                var challenge = $"realm=\"{LegacySecret.Realm}\",nonce=\"{nonce}\",qop=\"auth\",charset=utf-8,algorithm=md5-sess";
                return response is null ? new SaslStep.Challenge(Encoding.UTF8.GetBytes(challenge)) : SaslStep.Malformed;
            }
            if (result is { } known)
                return response!.Length == 0 ? SaslStep.EndWith(known) : SaslStep.Malformed;
            if (!SaslText.TryDecode(response!, out var text) || DigestResponse.Parse(text) is not { } answer)
                return SaslStep.Malformed;
            if (!answer.Answers(nonce))
                return SaslStep.Refused;

            var proof = "";
            var outcome = await authenticator.VerifyLegacyAsync(origin, answer.Name, Check, cancellationToken);
            if (outcome.Status != LoginStatus.Succeeded)
                return SaslStep.EndWith(outcome);
            result = outcome;
            return new SaslStep.Challenge(Encoding.UTF8.GetBytes($"rspauth={proof}"));

            bool Check(LegacySecret secret)
            {
                proof = answer.Sign(secret, "");
                return CryptographicOperations.FixedTimeEquals(
                    Encoding.ASCII.GetBytes(answer.Sign(secret, "AUTHENTICATE")),
                    Encoding.ASCII.GetBytes(answer.Response)
                );
            }
        }
    }
}
