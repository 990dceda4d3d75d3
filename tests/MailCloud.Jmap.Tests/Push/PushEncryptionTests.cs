using System.Buffers.Text;
using System.Security.Cryptography;
using MailCloud.Jmap.Push;

namespace MailCloud.Jmap.Tests.Push;

public class PushEncryptionTests
{
    /// <summary>The example of RFC 8291 §5 and Appendix A.</summary>
    [Fact]
    public void The_example_is_encrypted_as_it_should_be()
    {
        var point = Decode("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        using var server = ECDiffieHellman.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[1..33], Y = point[33..] },
                D = Decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            }
        );
        var encrypted = PushEncryption.Encrypt(
            "When I grow up, I want to be a watermelon"u8,
            Decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            Decode("BTBZMqHH6r4Tts7J_aSIgg"),
            server,
            Decode("DGv6ra1nlYgDCS1FRnbzlw")
        );
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(encrypted)
        );
    }

    [Fact]
    public void The_longest_message_makes_the_longest_body_that_services_take()
    {
        using var client = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var key = PushEncryption.PublicKeyOf(client.ExportParameters(includePrivateParameters: false));
        Assert.Equal(4096, PushEncryption.Encrypt(new byte[PushEncryption.MaxOctets], key, new byte[16]).Length);
        Assert.Throws<ArgumentException>(() => PushEncryption.Encrypt(new byte[PushEncryption.MaxOctets + 1], key, new byte[16]));
    }

    [Fact]
    public void Only_a_point_of_the_curve_is_a_key()
    {
        using var client = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var key = PushEncryption.PublicKeyOf(client.ExportParameters(includePrivateParameters: false));
        Assert.True(PushEncryption.IsPublicKey(key));
        Assert.False(PushEncryption.IsPublicKey(key.AsSpan(1)));
        Assert.False(PushEncryption.IsPublicKey([.. key[..^1], (byte)(key[^1] ^ 1)]));
        Assert.False(PushEncryption.IsPublicKey([2, .. key[1..]]));
    }

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);
}
