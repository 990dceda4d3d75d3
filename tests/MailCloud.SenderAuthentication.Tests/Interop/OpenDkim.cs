using System.Text;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>
/// OpenDKIM's library, which is under many milters. Its own program for tests asks the real DNS for keys and signs with SHA-1 alone; so the library is driven by a
/// script, with keys from a file.
/// </summary>
internal static class OpenDkim
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import ctypes, sys
        od = ctypes.CDLL("libopendkim.so.11")
        for name in "dkim_init", "dkim_verify", "dkim_sign":
            getattr(od, name).restype = ctypes.c_void_p
        od.dkim_getresultstr.restype = ctypes.c_char_p
        lib = ctypes.c_void_p(od.dkim_init(None, None))
        message, status = sys.stdin.buffer.read(), ctypes.c_int()

        def feed(handle):
            for chunk, length in (message, len(message)), (None, 0):
                result = od.dkim_chunk(handle, chunk, length)
                if result: return result
            return od.dkim_eom(handle, None)

        if sys.argv[1] == "verify":
            from_file = ctypes.c_int(1)
            od.dkim_options(lib, 1, 6, ctypes.byref(from_file), ctypes.sizeof(from_file))
            path = sys.argv[2].encode()
            od.dkim_options(lib, 1, 7, path, len(path))
            handle = ctypes.c_void_p(od.dkim_verify(lib, b"test", None, ctypes.byref(status)))
            print(od.dkim_getresultstr(feed(handle)).decode())
        else:
            key, selector, domain = open(sys.argv[2], "rb").read(), sys.argv[3].encode(), sys.argv[4].encode()
            header, body = int(sys.argv[5]), int(sys.argv[6])
            handle = ctypes.c_void_p(od.dkim_sign(lib, b"test", None, key, selector, domain, header, body, 1, ctypes.c_ssize_t(-1), ctypes.byref(status)))
            assert feed(handle) == 0
            field = ctypes.create_string_buffer(4096)
            assert od.dkim_getsighdr(handle, field, ctypes.c_size_t(4096), ctypes.c_size_t(16)) == 0
            sys.stdout.buffer.write(b"DKIM-Signature: " + field.value.replace(b"\r", b"").replace(b"\n", b"\r\n") + b"\r\n" + message)
        """;

    /// <summary>What the library thinks of the message: <c>Success</c>, <c>Bad signature</c>, …</summary>
    public static async Task<string> VerifyAsync(byte[] message)
    {
        await RequireAsync();
        using var keys = KeyFile.Public();
        return Encoding.ASCII.GetString(await Tool.FilterAsync(Python, ["-c", Script, "verify", keys.Path], message)).Trim();
    }

    /// <summary>Signs with RSA and SHA-256.</summary>
    public static async Task<byte[]> SignAsync(byte[] message, DkimSigningKey key, string header, string body)
    {
        await RequireAsync();
        using var file = new KeyFile(key.Key);
        string[] arguments = ["-c", Script, "sign", file.Path, key.Selector, key.Domain, Number(header), Number(body)];
        return await Tool.FilterAsync(Python, arguments, message);
    }

    /// <summary>What its own program makes of a message.</summary>
    public static async Task<byte[]> SignWithSha1Async(byte[] message, DkimSigningKey key)
    {
        using var file = new KeyFile(key.Key);
        return await Tool.FilterAsync("opendkim-testmsg", ["-C", "-d", key.Domain, "-s", key.Selector, "-k", file.Path], message);
    }

    private static string Number(string canonicalization) => canonicalization is "relaxed" ? "1" : "0";

    private static async Task RequireAsync()
    {
        var (exitCode, _) = await Tool.RunAsync(Python, ["-c", "import ctypes; ctypes.CDLL('libopendkim.so.11')"]);
        Assert.SkipUnless(exitCode == 0, "OpenDKIM's library (Debian: opendkim-tools) is not installed.");
    }
}
