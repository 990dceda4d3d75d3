using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>COMPRESS=DEFLATE with zlib itself at the other end, and with MailKit.</summary>
public sealed class CompressionTests(SharedProcess shared)
{
    // Partial flushes, in pieces of any size, are what phones send.
    private const string Script = """
        import os, random, socket, ssl, sys, zlib
        ca, port = sys.argv[1], int(sys.argv[2])
        tls = ssl.create_default_context(cafile=ca)
        class Client:
            def __init__(self, flush):
                self.wire = tls.wrap_socket(socket.create_connection(("localhost", port)), server_hostname="localhost")
                self.wire.settimeout(60)
                self.read, self.flush, self.deflate, self.inflate = b"", flush, None, None
                self.line()
                self.run(b"LOGIN alice@example.test alice-secret")
                assert self.run(b"COMPRESS DEFLATE")[-1].startswith(b"T OK")
                self.deflate, self.inflate = zlib.compressobj(6, zlib.DEFLATED, -15), zlib.decompressobj(-15)
            def send(self, octets):
                if self.deflate:
                    octets = self.deflate.compress(octets) + self.deflate.flush(self.flush)
                while octets:
                    piece = random.choice([1, 2, 7, 1000, len(octets)])
                    self.wire.sendall(octets[:piece])
                    octets = octets[piece:]
            def fill(self):
                octets = self.wire.recv(random.choice([1, 100, 65536]))
                assert octets, "the server has gone"
                self.read += self.inflate.decompress(octets) if self.inflate else octets
            def line(self):
                while b"\r\n" not in self.read: self.fill()
                line, self.read = self.read.split(b"\r\n", 1)
                return line
            def octets(self, count):
                while len(self.read) < count: self.fill()
                octets, self.read = self.read[:count], self.read[count:]
                return octets
            def run(self, command):
                self.send(b"T " + command + b"\r\n")
                lines = [self.line()]
                while not lines[-1].startswith(b"T "): lines.append(self.line())
                return lines
        name = b"compressed-" + os.urandom(8).hex().encode()
        for flush in (zlib.Z_PARTIAL_FLUSH, zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH):
            client, other = Client(flush), Client(flush)
            box = name + b"-" + str(flush).encode()
            assert client.run(b"CREATE " + box)[-1].startswith(b"T OK")
            assert client.run(b"SELECT " + box)[-1].startswith(b"T OK")
            message = b"Subject: large\r\n\r\n" + os.urandom(500_000).replace(b"\0", b"x") + b"text " * 100_000
            client.send(b"T IDLE\r\n")
            assert client.line().startswith(b"+ ")
            assert other.run(b"APPEND " + box + b" {%d+}\r\n" % len(message) + message)[-1].startswith(b"T OK")
            assert client.line() == b"* 1 EXISTS"
            client.send(b"DONE\r\n")
            assert client.line().startswith(b"T OK")
            client.send(b"T FETCH 1 BODY.PEEK[]\r\n")
            assert client.line() == b"* 1 FETCH (BODY[] {%d}" % len(message)
            assert client.octets(len(message)) == message
            assert client.line() == b")" and client.line().startswith(b"T OK")
            assert client.run(b"CLOSE")[-1].startswith(b"T OK")
            assert client.run(b"DELETE " + box)[-1].startswith(b"T OK")
            assert client.run(b"LOGOUT")[0].startswith(b"* BYE")
        print("ok")
        """;

    [Fact]
    public async Task Zlib_with_partial_flushes_in_any_pieces()
    {
        var endpoints = shared.Service.Endpoints;
        var output = await Tool.SucceedAsync("python3", ["-c", Script, endpoints.CaFile, $"{endpoints.Ports.Imaps}"]);
        Assert.Equal("ok", output.Trim());
    }

    [Fact]
    public async Task MailKit_compresses()
    {
        using var client = await Mailboxes.ImapAsync(shared.Service, SharedProcess.Bob);
        await client.CompressAsync();
        await client.Inbox.OpenAsync(MailKit.FolderAccess.ReadWrite);
        var message = new MimeKit.MimeMessage
        {
            Subject = "compressed",
            Body = new MimeKit.TextPart { Text = "Text." },
        };
        var uid = await client.Inbox.AppendAsync(new MailKit.AppendRequest(message));
        Assert.Equal("compressed", (await client.Inbox.GetMessageAsync(uid!.Value)).Subject);
    }
}
