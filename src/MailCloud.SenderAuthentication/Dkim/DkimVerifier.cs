using System.Collections.Immutable;
using System.Security.Cryptography;
using MailCloud.Dns;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>
/// Checks the DKIM signatures of a message (RFC 6376 §6). Make it before the body is appended to the message, ask it afterwards. Whatever the message or the DNS
/// holds, it answers with results; it throws nothing but what a cancelled look-up throws.
/// </summary>
public sealed class DkimVerifier
{
    /// <summary>Signatures further down are not looked at: each costs a look-up and a public-key operation, and a stranger chooses their number.</summary>
    public const int MaxSignatures = 10;

    private const string FieldName = "DKIM-Signature";

    private readonly HashedMessage message;
    private readonly TimeProvider time;
    private readonly ImmutableArray<Candidate> candidates;

    public DkimVerifier(HashedMessage message, TimeProvider time)
    {
        this.message = message;
        this.time = time;
        candidates = [.. message.Places(FieldName).Take(MaxSignatures).Select(Read)];
    }

    /// <summary>Looks the keys up, all at once, and checks the signatures.</summary>
    /// <returns>One result a signature, from the top of the message; empty: it is not signed (RFC 8601 calls that <c>none</c>).</returns>
    public async ValueTask<ImmutableArray<DkimResult>> CompleteAsync(IDnsResolver dns, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(candidates.Select(candidate => VerifyAsync(candidate, dns, cancellationToken)))];

    private Candidate Read(int place)
    {
        try
        {
            var signature = DkimSignature.Parse(message, place);
            return new Candidate(
                signature,
                message.HashBody(signature.Common.BodyCanonicalization, signature.Common.BodyLength),
                Problem: null
            );
        }
        catch (MalformedSignatureException e)
        {
            return new Candidate(Signature: null, Body: null, e.Message);
        }
    }

    private async Task<DkimResult> VerifyAsync(Candidate candidate, IDnsResolver dns, CancellationToken cancellationToken)
    {
        if (candidate is not { Signature: { } signature, Body: { } body })
            return new DkimResult(DkimStatus.PermError, null, null, null, null, null, candidate.Problem);
        // What needs no look-up comes first: a stranger's mistakes cost us no question to the DNS.
        if (signature.Common.ExpiresAt < time.GetUtcNow().ToUnixTimeSeconds())
            return signature.Result(DkimStatus.PermError, "the signature has expired");
        if (!CryptographicOperations.FixedTimeEquals(body.Complete(), signature.Common.BodyDigest.AsSpan()))
            return signature.Result(DkimStatus.Fail, "the body was changed");
        if (body.Limit > body.Length)
            return signature.Result(DkimStatus.PermError, "l= is longer than the body");

        var (key, problem, isTemporary) = await DkimKeyRecord.FindAsync(dns, signature.Common.KeyName, cancellationToken);
        if (key is null)
            return signature.Result(isTemporary ? DkimStatus.TempError : DkimStatus.PermError, problem);
        return Verify(signature, body, key) with { IsTest = key.IsTest };
    }

    private DkimResult Verify(DkimSignature signature, BodyHash body, DkimKeyRecord key)
    {
        if (key.Kind != signature.Common.Kind)
            return signature.Result(DkimStatus.PermError, "the key is not for this algorithm");
        if (key.IsStrict && !signature.IsOfItsOwnDomain)
            return signature.Result(DkimStatus.PermError, "the key is not for subdomains");
        try
        {
            if (!key.Verify(signature.Common.HashHeader(message), signature.Common.Signature))
                return signature.Result(DkimStatus.Fail, "the header was changed, or the key is another");
        }
        catch (MalformedSignatureException e)
        {
            return signature.Result(DkimStatus.PermError, e.Message);
        }
        return body.Limit < body.Length
            ? signature.Result(DkimStatus.Policy, $"{body.Length - body.Limit} octets of the body are not signed")
            : signature.Result(DkimStatus.Pass, note: null);
    }

    private sealed record Candidate(DkimSignature? Signature, BodyHash? Body, string? Problem);
}
