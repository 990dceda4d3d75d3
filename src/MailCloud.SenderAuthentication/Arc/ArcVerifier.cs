using System.Collections.Immutable;
using System.Security.Cryptography;
using MailCloud.Dns;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Arc;

/// <summary>
/// Checks the chain of those who passed a message on (RFC 8617 §5.2): whether they left it whole, and the message as the last of them saw it. Make it before
/// the body is appended to the message, ask it afterwards. Whatever the message or the DNS holds, it answers with a result.
/// </summary>
public sealed class ArcVerifier
{
    private readonly HashedMessage message;
    private readonly ImmutableArray<ArcSet> sets = [];
    private readonly ImmutableArray<ArcSeal> seals = [];
    private readonly MessageSignature? signature;
    private readonly BodyHash? body;
    private readonly string? problem;

    public ArcVerifier(HashedMessage message)
    {
        this.message = message;
        try
        {
            sets = ArcSet.Find(message);
            if (sets.IsEmpty)
                return;
            seals = [.. sets.Select(set => ArcSeal.Parse(message, set.Seal))];
            CheckStatuses(seals);
            // Earlier signatures need not fit any more: whoever sealed after them may have changed the message.
            // RFC 8617 does not say what holds without c=; its test suite does.
            signature = MessageSignature.Parse(message, sets[^1].Signature, "relaxed/relaxed");
            if (signature.SignedFields.Contains(ArcSet.SealName, StringComparer.OrdinalIgnoreCase))
                throw new MalformedSignatureException("a signature covers seals");
            body = message.HashBody(signature.BodyCanonicalization, signature.BodyLength);
        }
        catch (MalformedSignatureException e)
        {
            problem = e.Message;
        }
    }

    /// <summary>Looks the keys up, all at once, and checks the chain from its end.</summary>
    public async ValueTask<ArcResult> CompleteAsync(IDnsResolver dns, CancellationToken cancellationToken)
    {
        if (problem is not null)
            return new ArcResult(ArcStatus.Fail, [], problem);
        if (signature is null || body is null)
            return new ArcResult(ArcStatus.None, [], null);
        if (!CryptographicOperations.FixedTimeEquals(body.Complete(), signature.BodyDigest.AsSpan()))
            return new ArcResult(ArcStatus.Fail, [], "the body was changed");
        if (body.Limit is { } limit && limit != body.Length)
            return new ArcResult(ArcStatus.Fail, [], "a part of the body is not signed");

        var names = seals.Select(seal => seal.KeyName).Append(signature.KeyName).Distinct(StringComparer.Ordinal).ToArray();
        var records = await Task.WhenAll(names.Select(name => DkimKeyRecord.FindAsync(dns, name, cancellationToken).AsTask()));
        var keys = names.Zip(records).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (record.Key is null)
                return new ArcResult(record.IsTemporary ? ArcStatus.TempError : ArcStatus.Fail, [], record.Problem);
        }
        return Verify(signature, name => keys[name].Key!) is { } fault
            ? new ArcResult(ArcStatus.Fail, [], fault)
            : new ArcResult(ArcStatus.Pass, [.. seals.Select(seal => seal.Domain)], null) { FirstResults = sets[0].ReadResults(message) };
    }

    /// <summary>The first seal found no chain before it, all others one that was whole.</summary>
    private static void CheckStatuses(ImmutableArray<ArcSeal> seals)
    {
        if (seals[^1].ChainStatus is "fail")
            throw new MalformedSignatureException("the last sealer found the chain broken");
        for (var i = 0; i < seals.Length; i++)
        {
            if (!string.Equals(seals[i].ChainStatus, i == 0 ? "none" : "pass", StringComparison.Ordinal))
                throw new MalformedSignatureException($"the seal of set {i + 1} has the wrong cv=");
        }
    }

    /// <summary>What is wrong with the chain; null: nothing.</summary>
    private string? Verify(MessageSignature last, Func<string, DkimKeyRecord> key)
    {
        try
        {
            if (!Fits(key(last.KeyName), last.Kind, last.HashHeader(message), last.Signature))
                return "the header was changed, or the key is another";
            for (var i = seals.Length; i > 0; i--)
            {
                var seal = seals[i - 1];
                var hash = message.HashHeader(CoveredBy(i), seal.Place, seal.Value, Canonicalization.Relaxed);
                if (!Fits(key(seal.KeyName), seal.Kind, hash, seal.Signature))
                    return $"the seal of set {i} does not fit";
            }
            return null;
        }
        catch (MalformedSignatureException e)
        {
            return e.Message;
        }
    }

    /// <summary>What the seal of an instance covers before itself (RFC 8617 §5.1.1): the sets so far, each in the order in which it was made.</summary>
    private IEnumerable<int> CoveredBy(int instance) =>
        sets.Take(instance).SelectMany(set => new[] { set.Results, set.Signature, set.Seal }).SkipLast(1);

    private static bool Fits(DkimKeyRecord key, DkimKeyKind kind, byte[] hash, ImmutableArray<byte> signature) =>
        key.Kind == kind ? key.Verify(hash, signature) : throw new MalformedSignatureException("a key is not for its algorithm");
}
