using System.Net;

namespace MailCloud.Listener.Proxy;

/// <summary>
/// What a proxy says of a connection before the connection's own octets: the PROXY protocol of HAProxy, versions 1 (a line of text) and 2 (binary).
/// </summary>
/// <param name="Client">Where the connection comes from; null: the proxy does not say, or there is no client beyond it.</param>
/// <param name="IsLocal">The proxy speaks for itself, to see whether the service lives.</param>
internal sealed record ProxyHeader(IPEndPoint? Client, bool IsLocal = false)
{
    /// <summary>No header is longer; what is announced to be is malformed.</summary>
    public const int MaxOctets = 4096;

    /// <summary>Reads the header at the beginning of what a proxy has sent. Pure.</summary>
    /// <param name="octets">At most <see cref="MaxOctets"/>.</param>
    /// <param name="length">The header's length; the connection's own octets follow.</param>
    /// <returns>Null: it goes on in octets that have not arrived.</returns>
    /// <exception cref="ProxyProtocolException">It cannot become a header, whatever follows.</exception>
    public static ProxyHeader? Parse(ReadOnlySpan<byte> octets, out int length)
    {
        if (BeginsLike(octets, ProxyTextHeader.Signature))
            return ProxyTextHeader.Parse(octets, out length);
        if (BeginsLike(octets, ProxyBinaryHeader.Signature))
            return ProxyBinaryHeader.Parse(octets, out length);
        throw new ProxyProtocolException("it begins with something else");
    }

    private static bool BeginsLike(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature)
    {
        var common = Math.Min(octets.Length, signature.Length);
        return octets[..common].SequenceEqual(signature[..common]);
    }
}

/// <summary>A proxy did not say whom it speaks for in the way of the PROXY protocol.</summary>
internal sealed class ProxyProtocolException(string reason) : IOException($"No PROXY header: {reason}");
