using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Arc;

/// <summary>
/// Adds to a message that we pass on what we found about its sender (RFC 8617 §5.1), so that the next server can believe us where a signature was broken on the way.
/// What we found is in the Authentication-Results that this service put on the message when it came. Make it before the body is appended to the
/// message, ask it afterwards.
/// </summary>
public sealed class ArcSealer
{
    private readonly HashedMessage message;
    private readonly DkimSigningKey key;
    private readonly string authservId;
    private readonly TimeProvider time;
    private readonly ImmutableArray<string> names;
    private readonly BodyHash body;

    /// <param name="authservId">Our name in Authentication-Results: only those fields are believed.</param>
    public ArcSealer(HashedMessage message, DkimSigningKey key, string authservId, TimeProvider time)
        : this(message, key, authservId, time, SignedFields.OfPassedOn(message)) { }

    internal ArcSealer(HashedMessage message, DkimSigningKey key, string authservId, TimeProvider time, ImmutableArray<string> names)
    {
        this.message = message;
        this.key = key;
        this.authservId = authservId;
        this.time = time;
        this.names = names;
        body = message.HashBody(Canonicalization.Relaxed);
    }

    /// <summary>
    /// The set to put in front of the message, line ends included. Empty where none should be added: we have found out nothing about the message, the chain cannot be read or
    /// checked, somebody before us has sealed it as broken, or it is as long as a chain may be.
    /// </summary>
    public byte[] Complete()
    {
        if (AuthenticationResults.Find(message, authservId) is not { } results || FindSets() is not { } sets)
            return [];
        var status = sets.IsEmpty ? "none" : results.Results.FirstOrDefault(result => result.Method is "arc")?.Result;
        var isSealable = sets.IsEmpty || (sets.Length < ArcSet.Max && status is "pass" or "fail" && !IsSealedAsBroken(sets[^1]));
        return isSealable ? Seal(sets, results, status!) : [];
    }

    private ImmutableArray<ArcSet>? FindSets()
    {
        try
        {
            return ArcSet.Find(message);
        }
        catch (MalformedSignatureException)
        {
            return null;
        }
    }

    private bool IsSealedAsBroken(ArcSet last)
    {
        try
        {
            return ArcSeal.Parse(message, last.Seal).ChainStatus is "fail";
        }
        catch (MalformedSignatureException)
        {
            return false;
        }
    }

    private byte[] Seal(ImmutableArray<ArcSet> sets, AuthenticationResults results, string status)
    {
        var instance = $"{sets.Length + 1}";
        var sealedAt = $"{time.GetUtcNow().ToUnixTimeSeconds()}";
        var found = Found(results, instance);
        var signature = Signature(instance, sealedAt);
        return [.. Seal(sets, found, signature, status, instance, sealedAt), .. signature, .. found];
    }

    internal byte[] Seal(ImmutableArray<ArcSet> sets, byte[] found, byte[] signature, string status, string instance, string sealedAt)
    {
        var covered = new ArrayBufferWriter<byte>(4096);
        // Nobody could tell what a seal over a broken chain covers: it covers its own set alone (RFC 8617 §5.1.2).
        if (status is not "fail")
            message.WriteFields(sets.SelectMany(set => new[] { set.Results, set.Signature, set.Seal }), Canonicalization.Relaxed, covered);
        CanonicalHeader.Write(found, ArcSet.ResultsName.Length, Canonicalization.Relaxed, covered);
        CanonicalHeader.Write(signature, ArcSet.SignatureName.Length, Canonicalization.Relaxed, covered);
        // The tags are in the order of the alphabet, as in the test vectors of ARC's makers.
        var field = new SignatureField(
            ArcSet.SealName,
            ("a", key.Key.Algorithm),
            ("b", ""),
            ("cv", status),
            ("d", key.Domain),
            ("i", instance),
            ("s", key.Selector),
            ("t", sealedAt)
        );
        return field.Sign(key.Key, covered);
    }

    private static byte[] Found(AuthenticationResults results, string instance)
    {
        var field = new FoldedField(ArcSet.ResultsName).Word($"i={instance};");
        results.Write(field);
        return Encoding.UTF8.GetBytes($"{field}\r\n");
    }

    private byte[] Signature(string instance, string sealedAt)
    {
        var signed = new ArrayBufferWriter<byte>(4096);
        message.WriteFields(message.Select(names), Canonicalization.Relaxed, signed);
        var field = new SignatureField(
            ArcSet.SignatureName,
            ("a", key.Key.Algorithm),
            ("b", ""),
            ("bh", Convert.ToBase64String(body.Complete())),
            ("c", "relaxed/relaxed"),
            ("d", key.Domain),
            ("h", string.Join(':', names)),
            ("i", instance),
            ("s", key.Selector),
            ("t", sealedAt)
        );
        return field.Sign(key.Key, signed);
    }
}
