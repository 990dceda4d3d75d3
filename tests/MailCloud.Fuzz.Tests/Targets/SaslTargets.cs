using System.Text;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Authentication;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Log-ins: the first line names the mechanism, the others are what the client answers.</summary>
internal static class SaslTargets
{
    public static FuzzTarget Mechanisms { get; } =
        new(
            "sasl",
            octets =>
            {
                var lines = Encoding.Latin1.GetString(octets).Split('\n');
                var world = FuzzWorld.Create();
                world.Mechanisms.RefreshAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
                var connection = new FuzzConnection(Pieces.Of(Encoding.Latin1.GetBytes(string.Concat(lines.Skip(1).Select(Response)))));
                if (world.Mechanisms.Find(connection, Encoding.Latin1.GetBytes(lines[0])) is not { } mechanism)
                    return;
                var negotiation = new SaslNegotiation(connection, new LineReader(connection), "+ "u8.ToArray(), MailServices.Imap);
                var initial = lines.Length > 1 && lines[1].StartsWith('!') ? Encoding.Latin1.GetBytes(lines[1][1..]) : null;
                var outcome = negotiation.RunAsync(mechanism, initial, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                Assert.Equal(outcome.Status == SaslStatus.Authenticated, outcome.Account is not null);
                Assert.All(
                    Encoding.Latin1.GetString(connection.Answers).Split("\r\n")[..^1],
                    line => Assert.StartsWith("+ ", line, StringComparison.Ordinal)
                );
            }
        )
        {
            Seeds = () =>
                new[]
                {
                    "PLAIN\n\0alice@example.com\0secret",
                    "LOGIN\nalice@example.com\nsecret",
                    "SCRAM-SHA-256\nn,,n=alice@example.com,r=abc\nc=biws,r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                    "SCRAM-SHA-256-PLUS\np=tls-server-end-point,a=alice@example.com,n=alice=40example.com,r=x\nc=cD10,r=x,p=AA==",
                    "OAUTHBEARER\nn,a=alice@example.com,\u0001host=a\u0001port=993\u0001auth=Bearer alice@example.com\u0001\u0001\n\u0001",
                    "XOAUTH2\nuser=alice@example.com\u0001auth=Bearer alice@example.com\u0001\u0001\n",
                    "CRAM-MD5\nalice@example.com 0123456789abcdef0123456789abcdef",
                    "DIGEST-MD5\nusername=\"alice@example.com\",realm=\"\",nonce=\"%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0\",cnonce=\"a\",nc=00000001,qop=auth,digest-uri=\"imap/a\",response=0123456789abcdef0123456789abcdef,charset=utf-8\n",
                    "PLAIN\n!=",
                    "LOGIN\n!YWxpY2VAZXhhbXBsZS5jb20=\n!*",
                }.Select(Encoding.Latin1.GetBytes),
            Tokens =
            [
                "n,,",
                "y,,",
                "p=tls-server-end-point,",
                "n=",
                ",r=",
                "a=",
                "m=",
                "=2C",
                "=3D",
                "\u0001",
                "auth=Bearer ",
                "\0",
                "username=",
                "nonce=",
                "\"",
                "\\",
                "\n!",
                "*",
            ],
        };

    // In base64 as it should be, or, behind an exclamation mark, as it is.
    private static string Response(string line) =>
        (line.StartsWith('!') ? line[1..] : Convert.ToBase64String(Encoding.Latin1.GetBytes(line))) + "\r\n";
}
