namespace MailCloud.Protocol.Sasl.Scram;

/// <summary>A client's proof (RFC 5802 §7, client-final-message).</summary>
/// <param name="Binding">The header of the first message, and what the channel is bound by.</param>
/// <param name="WithoutProof">The message up to the proof, as the proof covers it.</param>
internal sealed record ClientFinal(byte[] Binding, string Nonce, byte[] Proof, string WithoutProof)
{
    /// <summary>Null: this is no such message.</summary>
    public static ClientFinal? Parse(string text)
    {
        var end = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split(',') is not [var binding, var nonce, ..])
            return null;
        return
            binding.StartsWith("c=", StringComparison.Ordinal)
            && nonce.StartsWith("r=", StringComparison.Ordinal)
            && Decode(binding[2..]) is { } bound
            && Decode(text[(end + 3)..]) is { Length: > 0 } proof
            ? new ClientFinal(bound, nonce[2..], proof, text[..end])
            : null;
    }

    private static byte[]? Decode(string base64)
    {
        var octets = new byte[base64.Length];
        return !base64.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(base64, octets, out var length)
            ? octets[..length]
            : null;
    }
}
