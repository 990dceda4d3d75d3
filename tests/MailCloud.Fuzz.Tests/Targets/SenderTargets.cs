using System.Net;
using System.Text;
using MailCloud.Dns;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security.MtaSts;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.SenderAuthentication.Results;
using MailCloud.SenderAuthentication.Spf;
using MailCloud.Testing;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>What tells who sent a message: fields of the message, and records of a stranger's domain. Whatever they hold, there is a result.</summary>
internal static class SenderTargets
{
    private const string KeyField = "X-Key";
    private const string OurName = "mail.example.com";

    private static readonly byte[] Digest = new byte[32];

    /// <summary>SPF records, a line each: the domain's own is one of them, and so are all that it includes.</summary>
    public static FuzzTarget Spf { get; } =
        new(
            "spf",
            octets =>
            {
                var lines = Encoding.Latin1.GetString(octets).Split('\n');
                var verifier = new SpfVerifier(new FuzzDns(lines), OurName, FuzzWorld.Time);
                foreach (var client in new[] { IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::7") })
                {
                    var result = verifier
                        .CheckAsync(client, "client.example", new Address("strong-bad", "email.example.com"), CancellationToken.None)
                        .AsTask()
                        .GetAwaiter()
                        .GetResult();
                    Assert.True(result.Explanation is null || result.Explanation.All(c => c is >= ' ' and <= '~'));
                }
            }
        )
        {
            Seeds = () =>
                SpfRecords()
                    .Append(
                        "v=spf1 a:%{i}.%{d2r+-}.a mx/24//64 ptr include:b.example -all exp=c.example\nv=spf1 redirect=%{d}\n%{i} is %{c} of %{r} at %{t}"
                    )
                    .Select(Encoding.Latin1.GetBytes),
            Tokens =
            [
                "v=spf1 ",
                " include:",
                " redirect=",
                " exp=",
                " a:",
                " mx",
                " ptr",
                " exists:",
                " ip4:",
                " ip6:",
                "%{d",
                "%{l1r-}",
                "%{i}",
                "%%",
                "%_",
                "/24",
                "//64",
                "-all",
                "\n",
            ],
            MaxLength = 2048,
            // For each of two clients ten records are read, as many as one may include.
            AllocationPerOctet = 16 * 1024,
        };

    /// <summary>Signed messages, with what the DNS says of their keys in a field of their own.</summary>
    public static FuzzTarget Signatures { get; } =
        new(
            "signatures",
            octets =>
            {
                var whole = Verify(octets, Pieces.Whole);
                Assert.Equal(whole, Verify(octets, Pieces.Of));
            }
        )
        {
            Seeds = SignedMessages.All,
            Tokens =
            [
                .. MessageSeeds.Tokens,
                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=",
                "ARC-Seal: i=1; cv=none; a=rsa-sha256; d=",
                "ARC-Message-Signature: i=1; ",
                "ARC-Authentication-Results: i=1; ",
                "; l=10",
                "; x=1",
                "; h=from:from",
                "; bh=",
                "; b=",
                "i=@a",
                $"{KeyField}: v=DKIM1; k=ed25519; p=",
                "simple/simple",
            ],
            MaxLength = 8 * 1024,
            FreeAllocation = 16 * 1024 * 1024,
        };

    /// <summary>Texts of TXT records and of policy files. Most are lists of tags; each parser gets all of them.</summary>
    public static FuzzTarget Records { get; } =
        new(
            "records",
            octets =>
            {
                var text = Encoding.Latin1.GetString(octets);
                if (DmarcRecord.Parse(text) is not null)
                    Assert.True(DmarcRecord.IsRecord(text));
                _ = StsPolicy.TryParse(text, out var policy) && policy.Matches("mx.example.com");
                _ = StsRecord.TryFindId(text.Split('\n'), out _);
                foreach (var target in ReportingRecord.Parse(text.Split('\n')))
                    _ = ReportingRecord.AddressOf(target);
                if (HostName.IsWellFormed(text))
                    Assert.EndsWith(PublicSuffixes.OrganizationalDomain(text), text, StringComparison.Ordinal);
                _ = DkimKeyRecord.Parse(text).Verify(Digest, [.. new byte[64]]);
            }
        )
        {
            Refusal = typeof(MalformedSignatureException),
            Seeds = () =>
                new[]
                {
                    "v=DMARC1; p=reject; sp=none; adkim=s; aspf=r; pct=50; rua=mailto:a@b.example,https://c.example/",
                    "version: STSv1\nmode: enforce\nmx: *.example.com\nmx: mx.example.com\nmax_age: 604800\n",
                    "v=STSv1; id=20260302T120000;",
                    "v=TLSRPTv1; rua=mailto:tls@example.com,https://example.com/v1",
                    SignedMessages.Rsa.Key.DnsRecord,
                    SignedMessages.Ed25519.Key.DnsRecord,
                    "v=DKIM1; h=sha256; s=email:*; t=y:s; n=note; k=rsa; p=",
                    "a.b.co.uk",
                }.Select(Encoding.Latin1.GetBytes),
            Tokens =
            [
                "v=DMARC1",
                "; p=",
                "quarantine",
                "; pct=",
                "rua=",
                "mailto:",
                "version: STSv1",
                "mode: ",
                "mx: *.",
                "max_age: ",
                "; k=",
                "; t=",
                "v=DKIM1",
                "\r\n",
                "\n",
                ";",
                "=",
                ":",
            ],
            MaxLength = 2048,
        };

    /// <summary>What others say that they found: it is read and written again the same.</summary>
    public static FuzzTarget Results { get; } =
        new(
            "authentication-results",
            octets =>
            {
                if (AuthenticationResults.TryParse(Encoding.UTF8.GetString(octets)) is not { } read)
                    return;
                var field = read.ToField();
                Assert.EndsWith("\r\n", field, StringComparison.Ordinal);
                // It is one field, however hostile the texts in it: each line but the first continues it.
                Assert.All(
                    field[..^2].Split("\r\n").Skip(1),
                    line => Assert.True(line.StartsWith(' ') && !line.Contains('\n') && !line.Contains('\r'))
                );
                var again = AuthenticationResults.TryParse(field[(AuthenticationResults.FieldName.Length + 1)..]);
                Assert.NotNull(again);
                Assert.Equal(field, again.ToField());
            }
        )
        {
            Seeds = () =>
                new[]
                {
                    " mail.example.com; spf=pass smtp.mailfrom=a@b.example; dkim=fail (bad) reason=\"x y\" header.d=c.example",
                    " a; none",
                    " (c) \"a b\" / 1 (d); iprev=pass (n) policy.iprev=192.0.2.1; arc=pass (i=2)",
                    " a 1; x/1=pass z.y=\"q\\\"\"",
                }.Select(Encoding.UTF8.GetBytes),
            Tokens = ["; spf=", "; dkim=pass", " reason=", " header.d=", "(", ")", "\\", "\"", "/1", "none", "\r\n ", "@", "=", ";"],
            MaxLength = 1024,
        };

    private static string Verify(byte[] octets, Func<byte[], IEnumerable<ReadOnlyMemory<byte>>> cut)
    {
        var end = HeaderBlock.LengthIn(octets);
        using var message = new HashedMessage(octets.AsMemory(0, end));
        var dkim = new DkimVerifier(message, FuzzWorld.Time);
        var arc = new ArcVerifier(message);
        var sealer = new ArcSealer(message, SignedMessages.Rsa, OurName, FuzzWorld.Time);
        foreach (var piece in cut(octets[end..]))
            message.Append(piece.Span);
        var dns = new FuzzDns(KeysOf(octets));
        var signatures = dkim.CompleteAsync(dns, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var chain = arc.CompleteAsync(dns, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var authors = AuthorFields.Read(octets.AsSpan(0, end)).Addresses.Select(address => address.Host ?? "").ToList();
        var dmarc = new DmarcVerifier(dns, () => 50)
            .CheckAsync(authors, new SpfResult(SpfStatus.None, null), signatures, CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
        var found = new AuthenticationResults(OurName, [.. signatures.Select(MethodResult.Of), MethodResult.Of(chain)]);
        Assert.NotNull(AuthenticationResults.TryParse(found.ToField()[(AuthenticationResults.FieldName.Length + 1)..]));
        return $"{found.ToField()} {dmarc} {string.Join(',', chain.Sealers)} {sealer.Complete().Length > 0}";
    }

    private static List<string> KeysOf(byte[] octets)
    {
        List<string> keys = [];
        foreach (var field in new HeaderBlock(octets))
            if (field.Is(KeyField))
                keys.Add(Encoding.Latin1.GetString(field.Value).Trim());
        return keys.Count > 0 ? keys : [SignedMessages.Rsa.Key.DnsRecord];
    }

    // The suite is YAML; its records are lines with this beginning.
    private static IEnumerable<string> SpfRecords() =>
        Corpora.Exist
            ? File.ReadLines(Corpora.File("spf/rfc7208-tests.yml").Path)
                .Select(line =>
                    line.IndexOf("v=spf1", StringComparison.OrdinalIgnoreCase) is >= 0 and var start
                        ? line[start..].Trim('\'', '"', ' ', ']', ',')
                        : ""
                )
                .Where(record => record.Length > 0)
            : [];
}
