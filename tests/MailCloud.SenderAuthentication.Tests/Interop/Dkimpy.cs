using System.Text;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>dkimpy (Debian's python3-dkim). Its programs ask the real DNS for keys, so what verifies is run as a script that is given them.</summary>
internal static class Dkimpy
{
    private const string Python = "/usr/bin/python3";

    private const string VerifyScript = """
        import sys, dkim
        keys = dict(line.rstrip("\n").split(" ", 1) for line in open(sys.argv[1]))
        dns = lambda name, timeout=5: keys.get(name.decode().rstrip("."), "").encode()
        message = sys.stdin.buffer.read()
        def passes(index):
            try:
                return dkim.DKIM(message).verify(index, dnsfunc=dns)
            except dkim.ValidationError:
                return False
        if sys.argv[2] == "dkim":
            count = sum(1 for name, _ in dkim.rfc822_parse(message)[0] if name.lower() == b"dkim-signature")
            for i in range(count):
                print("pass" if passes(i) else "fail")
        else:
            print(dkim.arc_verify(message, dnsfunc=dns)[0].decode())
        """;

    /// <summary>What it thinks of each DKIM signature, from the top.</summary>
    public static Task<string[]> VerifyAsync(byte[] message) => RunAsync(message, "dkim");

    /// <summary>What it thinks of the chain: <c>none</c>, <c>pass</c> or <c>fail</c>.</summary>
    public static async Task<string> VerifyChainAsync(byte[] message) => (await RunAsync(message, "arc"))[0];

    public static async Task<byte[]> SignAsync(byte[] message, DkimSigningKey key, string header, string body)
    {
        using var file = new KeyFile(key.Key);
        string[] arguments = [key.Selector, key.Domain, file.Path, "--hcanon", header, "--bcanon", body, "--signalg", key.Key.Algorithm];
        return await Tool.FilterAsync("dkimsign", arguments, message);
    }

    public static async Task<byte[]> SealAsync(byte[] message, DkimSigningKey key, string server)
    {
        await RequireAsync("authres");
        using var file = new KeyFile(key.Key);
        return await Tool.FilterAsync("arcsign", [key.Selector, key.Domain, file.Path, server], message);
    }

    private static async Task<string[]> RunAsync(byte[] message, string what)
    {
        await RequireAsync("dkim, nacl");
        using var keys = KeyFile.Public();
        var output = await Tool.FilterAsync(Python, ["-c", VerifyScript, keys.Path, what], message);
        return Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task RequireAsync(string modules)
    {
        var (exitCode, _) = await Tool.RunAsync(Python, ["-c", $"import {modules}"]);
        Assert.SkipUnless(exitCode == 0, $"Python has no module {modules}.");
    }
}
