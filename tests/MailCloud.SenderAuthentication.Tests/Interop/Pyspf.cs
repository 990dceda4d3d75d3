using System.Net;
using System.Text;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>pyspf (Debian's python3-spf), made to ask a server of ours.</summary>
internal static class Pyspf
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, warnings
        warnings.simplefilter("ignore")
        import dns.resolver, spf
        ours = dns.resolver.Resolver(configure=False)
        ours.nameservers, ours.port = [sys.argv[1]], int(sys.argv[2])
        dns.resolver.default_resolver = ours
        for line in sys.stdin:
            client, sender, hello = line.split()
            print(spf.check2(i=client, s=sender, h=hello)[0])
        """;

    /// <summary>What it thinks of each question, in its words: <c>softfail</c>, <c>permerror</c> …</summary>
    public static async Task<string[]> CheckAsync(IPEndPoint server, IEnumerable<(string Client, string Sender, string Hello)> questions)
    {
        var (exitCode, _) = await Tool.RunAsync(Python, ["-c", "import spf, dns.resolver"]);
        Assert.SkipUnless(exitCode == 0, "Python has no module spf.");
        var input = string.Concat(questions.Select(question => $"{question.Client} {question.Sender} {question.Hello}\n"));
        string[] arguments = ["-c", Script, $"{server.Address}", $"{server.Port}"];
        var output = await Tool.FilterAsync(Python, arguments, Encoding.ASCII.GetBytes(input));
        return Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
