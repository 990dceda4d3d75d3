using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl.Legacy;

/// <summary>
/// CRAM-MD5 (RFC 2195 §2), for programs that know nothing newer: the server sends a text that never comes again, the client its name and the HMAC-MD5 of the text
/// under its password. Offered only if a domain allows it.
/// </summary>
internal sealed class CramMd5Mechanism(Authenticator authenticator, Func<string> nonce) : ISaslMechanism
{
    private const int DigestLength = 32;

    public string Name => "CRAM-MD5";

    public bool IsUsable(TlsSession tls) => authenticator.OffersLegacy;

    public ISaslExchange Begin(SaslContext context) => new Exchange(authenticator, $"<{nonce()}@mailcloud>", context.Origin);

    private sealed class Exchange(Authenticator authenticator, string text, LoginOrigin origin) : ISaslExchange
    {
        private bool isAsked;

        public async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
        {
            var challenge = Encoding.UTF8.GetBytes(text);
            if (!isAsked)
            {
                isAsked = true;
                // The client has nothing to say before it is asked (RFC 4954 §4).
                return response is null ? new SaslStep.Challenge(challenge) : SaslStep.Malformed;
            }
            if (!SaslText.TryDecode(response!, out var answer) || answer.LastIndexOf(' ') is not (> 0 and var space))
                return SaslStep.Malformed;
            var digest = Encoding.ASCII.GetBytes(answer[(space + 1)..]);
            if (digest.Length != DigestLength)
                return SaslStep.Malformed;
            var result = await authenticator.VerifyLegacyAsync(
                origin,
                answer[..space],
                secret =>
                    CryptographicOperations.FixedTimeEquals(
                        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret.Sign(challenge))),
                        digest
                    ),
                cancellationToken
            );
            return SaslStep.EndWith(result);
        }
    }
}
