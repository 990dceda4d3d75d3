using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Mail.Authentication.Legacy;

/// <summary>
/// What CRAM-MD5 and DIGEST-MD5 need of a password. It is as good as the password: whoever has it can log in with these two, and can guess the password from it
/// fast. So it is kept apart from the verifiers, and is only made where an administrator has asked for it, for the domain and for the account.
/// </summary>
/// <param name="Inner">HMAC-MD5's state after the key's inner block (RFC 2104 §2).</param>
/// <param name="Outer">The same, outer.</param>
/// <param name="Digest">MD5 of name, realm and password with colons between (RFC 2831 §2.1.2.1).</param>
public sealed record LegacySecret(ImmutableArray<byte> Inner, ImmutableArray<byte> Outer, ImmutableArray<byte> Digest)
{
    /// <summary>The one realm of DIGEST-MD5: names are whole addresses and need none.</summary>
    public const string Realm = "mailcloud";

    /// <param name="name">The address that the account is named after, in lower case; DIGEST-MD5 takes no other.</param>
    public static LegacySecret Create(string name, string password)
    {
        var octets = Encoding.UTF8.GetBytes(password);
        var key = new byte[Md5State.BlockOctets];
        (octets.Length > key.Length ? Md5(octets) : octets).CopyTo(key, 0);
        return new LegacySecret(
            [.. Md5State.After([.. key.Select(octet => (byte)(octet ^ 0x36))])],
            [.. Md5State.After([.. key.Select(octet => (byte)(octet ^ 0x5c))])],
            [.. Md5(Encoding.UTF8.GetBytes($"{name}:{Realm}:{password}"))]
        );
    }

    /// <summary>HMAC-MD5 of a text under the password (RFC 2195 §2).</summary>
    public byte[] Sign(ReadOnlySpan<byte> text) => Md5State.Finish(Outer, Md5State.Finish(Inner, text));

    /// <summary>Never what it holds.</summary>
    public override string ToString() => nameof(LegacySecret);

    /// <summary>MD5, with which both mechanisms are defined; for nothing else.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "The mechanisms are defined with MD5.")]
    public static byte[] Md5(ReadOnlySpan<byte> octets) => MD5.HashData(octets);
}
