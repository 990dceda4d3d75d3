using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Discovery.Apple;

/// <summary>A UUID that is made of a name (RFC 9562 §5.8, with SHA-256): the same name has the same one always.</summary>
internal static class NamedUuid
{
    // Keeps our names apart from those of others who do the same.
    private const string Space = "MailCloud\n";

    public static Guid Of(string name)
    {
        var octets = SHA256.HashData(Encoding.UTF8.GetBytes(Space + name)).AsSpan(0, 16);
        octets[6] = (byte)(octets[6] & 0x0F | 0x80);
        octets[8] = (byte)(octets[8] & 0x3F | 0x80);
        return new Guid(octets, bigEndian: true);
    }
}
