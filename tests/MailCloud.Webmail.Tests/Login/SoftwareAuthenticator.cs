using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MailCloud.Webmail.Tests.Login;

/// <summary>
/// An authenticator with one passkey (ES256, no attestation) and the browser in front of it (WebAuthn Level 3 §6). What it says can be made wrong, one thing at a time.
/// </summary>
internal sealed class SoftwareAuthenticator(Uri origin) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte AttestedData = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whom it was made for.</summary>
    public string? UserHandle { get; set; }

    public uint Counter { get; set; }

    public bool VerifiesUser { get; set; } = true;

    public string Origin { get; set; } = origin.GetLeftPart(UriPartial.Authority);

    public string Host { get; set; } = origin.Host;

    public void Dispose() => key.Dispose();

    /// <summary>Makes the passkey that the options ask for.</summary>
    public object Create(JsonElement options)
    {
        UserHandle = options.GetProperty("user").GetProperty("id").GetString();
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] data =
        [
            .. AuthenticatorData(AttestedData),
            .. new byte[16],
            .. Number16((ushort)CredentialId.Length),
            .. CredentialId,
            // COSE (RFC 9052): {1: 2, 3: -7, -1: 1, -2: x, -3: y}
            .. Convert.FromHexString("A5010203262001215820"),
            .. point.X!,
            .. Convert.FromHexString("225820"),
            .. point.Y!,
        ];
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
        byte[] attestation =
        [
            0xA3,
            .. Text("fmt"),
            .. Text("none"),
            .. Text("attStmt"),
            0xA0,
            .. Text("authData"),
            0x59,
            .. Number16((ushort)data.Length),
            .. data,
        ];
        return Credential(
            new
            {
                clientDataJSON = Encode(ClientData("webauthn.create", options)),
                attestationObject = Encode(attestation),
                transports = new[] { "internal" },
            }
        );
    }

    /// <summary>Answers what the options ask.</summary>
    public object Get(JsonElement options)
    {
        Counter += Counter > 0 ? 1u : 0;
        var data = AuthenticatorData(0);
        var clientData = ClientData("webauthn.get", options);
        var signature = key.SignData(
            [.. data, .. SHA256.HashData(clientData)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Credential(
            new
            {
                clientDataJSON = Encode(clientData),
                authenticatorData = Encode(data),
                signature = Encode(signature),
                userHandle = UserHandle,
            }
        );
    }

    private byte[] AuthenticatorData(byte flags)
    {
        var counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        var all = (byte)(flags | UserPresent | (VerifiesUser ? UserVerified : 0));
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Host)), all, .. counter];
    }

    private byte[] ClientData(string type, JsonElement options) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type,
                challenge = options.GetProperty("challenge").GetString(),
                origin = Origin,
                crossOrigin = false,
            }
        );

    private object Credential(object response) =>
        new
        {
            id = Encode(CredentialId),
            rawId = Encode(CredentialId),
            type = "public-key",
            clientExtensionResults = new { },
            authenticatorAttachment = "platform",
            response,
        };

    private static string Encode(byte[] octets) => Base64Url.EncodeToString(octets);

    private static byte[] Number16(ushort number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];
}
