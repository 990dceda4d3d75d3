using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>Keys in a file, as other programs take them.</summary>
internal sealed class KeyFile : IDisposable
{
    private KeyFile(string text) => File.WriteAllText(Path, text);

    /// <summary>A private key: PEM for RSA, the bare key in base64 for Ed25519.</summary>
    public KeyFile(DkimKey key)
        : this(key.Kind is DkimKeyKind.Rsa ? key.ToPem() : Convert.ToBase64String(SeedOf(key))) { }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mailcloud-dkim-{Guid.NewGuid():N}");

    /// <summary>The records of all keys, one a line: name, blank, text.</summary>
    public static KeyFile Public() =>
        new(string.Concat(new[] { Keys.Rsa, Keys.Ed25519 }.Select(key => $"{key.Selector}._domainkey.{key.Domain} {key.Key.DnsRecord}\n")));

    public void Dispose() => File.Delete(Path);

    // The last 32 octets of its PKCS #8 are the key.
    private static byte[] SeedOf(DkimKey key)
    {
        var lines = key.ToPem().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return Convert.FromBase64String(string.Concat(lines[1..^1]))[^32..];
    }
}
