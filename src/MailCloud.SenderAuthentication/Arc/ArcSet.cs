using System.Collections.Immutable;
using System.Text;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Arc;

/// <summary>The three fields that one server of the chain added (RFC 8617 §4.2): their places in the message.</summary>
/// <param name="Instance">Its number in the chain, from 1.</param>
/// <param name="Results">ARC-Authentication-Results: what it had found.</param>
/// <param name="Signature">ARC-Message-Signature: over the message as it passed it on.</param>
/// <param name="Seal">ARC-Seal: over the chain up to here.</param>
internal readonly record struct ArcSet(int Instance, int Results, int Signature, int Seal)
{
    /// <summary>No chain may be longer (RFC 8617 §4.2.1).</summary>
    public const int Max = 50;

    public const string ResultsName = "ARC-Authentication-Results";
    public const string SignatureName = "ARC-Message-Signature";
    public const string SealName = "ARC-Seal";

    /// <summary>The sets of a message, from 1; none: it has no chain.</summary>
    /// <exception cref="MalformedSignatureException">It has fields that make no chain: one is missing, is there twice, or does not say where it belongs.</exception>
    public static ImmutableArray<ArcSet> Find(HashedMessage message)
    {
        var results = InOrder(message, ResultsName, InstanceOfResults);
        var signatures = InOrder(message, SignatureName, InstanceOfTags);
        var seals = InOrder(message, SealName, InstanceOfTags);
        return results.Length == signatures.Length && results.Length == seals.Length
            ? [.. Enumerable.Range(0, seals.Length).Select(i => new ArcSet(i + 1, results[i], signatures[i], seals[i]))]
            : throw new MalformedSignatureException("a set is not complete");
    }

    /// <summary>What the server had found; null: it cannot be read.</summary>
    public AuthenticationResults? ReadResults(HashedMessage message)
    {
        var value = Encoding.UTF8.GetString(message.FieldAt(Results).Span[message.ValueStart(Results)..]);
        // Behind the instance it is the value of an Authentication-Results field.
        return AuthenticationResults.TryParse(value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>The places of the fields with a name, that of instance 1 first.</summary>
    private static int[] InOrder(HashedMessage message, string name, Func<ReadOnlyMemory<byte>, long> instanceOf)
    {
        var found = message.Places(name);
        if (found.Count > Max)
            throw new MalformedSignatureException("there are too many sets");
        var ordered = new int[found.Count];
        Array.Fill(ordered, -1);
        foreach (var place in found)
        {
            var instance = instanceOf(message.FieldAt(place)[message.ValueStart(place)..]);
            // With no number twice and none too high, none is missing.
            if (instance < 1 || instance > found.Count || ordered[instance - 1] >= 0)
                throw new MalformedSignatureException("the sets are not numbered one by one");
            ordered[instance - 1] = place;
        }
        return ordered;
    }

    private static long InstanceOfTags(ReadOnlyMemory<byte> value) => TagList.Parse(value).Number("i") ?? 0;

    /// <summary>The instance comes first and ends with a semicolon (RFC 8617 §4.1.1).</summary>
    private static long InstanceOfResults(ReadOnlyMemory<byte> value)
    {
        var reader = new ResultsReader(Encoding.UTF8.GetString(value.Span));
        var isInstance =
            reader.SkipComments()
            && reader.TryToken(out var name)
            && name is "i"
            && reader.SkipComments()
            && reader.Take('=')
            && reader.SkipComments();
        return
            isInstance
            && reader.TryToken(out var number)
            && number.Length <= 2
            && number.All(char.IsAsciiDigit)
            && reader.SkipComments()
            && reader.Take(';')
            ? int.Parse(number)
            : throw new MalformedSignatureException("results do not say which set they belong to");
    }
}
