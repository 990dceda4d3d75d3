using System.Buffers;
using System.Security.Cryptography;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Dkim;

public class DkimVerifierTests
{
    private const string Names = "from:to:subject:date:message-id";

    [Fact]
    public async Task A_message_without_signature_has_no_results() =>
        Assert.Empty(await Messages.VerifyAsync(new MemoryDns(), Messages.Dinner));

    /// <summary>Signatures that are right but for one thing.</summary>
    [Theory]
    [InlineData("x=1700000000", "the signature has expired")]
    [InlineData("t=1790000000; x=1790000000", "x= is not after t=")]
    [InlineData("t=soon", "t= is not a number")]
    [InlineData("l=-1", "l= is not a number")]
    [InlineData("l=9999999999999999999", "l= is not a number")]
    [InlineData("l=100000", "l= is longer than the body")]
    [InlineData("v=2", "the version is unknown")]
    [InlineData("v=", "v= is missing")]
    [InlineData("a=rsa-sha1", "rsa-sha1 is obsolete")]
    [InlineData("a=rsa-sha512", "the algorithm is unknown")]
    [InlineData("a=ed25519-sha256", "the key is not for this algorithm")]
    [InlineData("c=relaxed/relaxed/relaxed", "c= has too many parts")]
    [InlineData("c=nofws", "the canonicalization is unknown")]
    [InlineData("q=dns/caa", "the key is not in the DNS")]
    [InlineData("h=to:subject", "From is not signed")]
    [InlineData("h=", "From is not signed")]
    [InlineData("i=joe@example.com", "i= is not within d=")]
    [InlineData("i=joe@xfootball.example.com", "i= is not within d=")]
    [InlineData("i=football.example.com", "i= is not within d=")]
    [InlineData("d=com", "d= is no domain")]
    [InlineData("d=foot ball.example.com", "d= is no domain")]
    [InlineData("s=no selector", "s= is no selector")]
    [InlineData("s=missing", "there is no key")]
    [InlineData("bh=%%%", "bh= is not base64")]
    [InlineData("bh=", "bh= is missing")]
    [InlineData("d=football.example.com; d=football.example.com", "d= comes twice")]
    [InlineData("9=9", "there is something that is no tag")]
    [InlineData(";", "there is something that is no tag")]
    [InlineData("s=short", "key record: the key is too short")]
    [InlineData("s=revoked", "key record: the key was revoked")]
    [InlineData("s=sha1only", "key record: it is not for sha256")]
    [InlineData("s=webonly", "key record: it is not for mail")]
    [InlineData("s=version", "key record: the version is unknown")]
    [InlineData("s=notfirst", "key record: the version is unknown")]
    [InlineData("s=kind", "key record: the kind of key is unknown")]
    [InlineData("s=nonsense", "key record: there is something that is no tag")]
    [InlineData("s=empty", "key record: there are no tags")]
    [InlineData("s=nobase64", "key record: p= is not base64")]
    [InlineData("s=norsa", "key record: p= is no RSA key")]
    [InlineData("s=noed; a=ed25519-sha256", "key record: p= is no Ed25519 key")]
    [InlineData("s=strict; i=@team.football.example.com", "the key is not for subdomains")]
    public async Task What_breaks_the_rules_is_a_permanent_error(string tags, string note)
    {
        var result = Assert.Single(await Messages.VerifyAsync(Dns(), Sign(Messages.Dinner, tags)));
        Assert.Equal((DkimStatus.PermError, note), (result.Status, result.Note));
    }

    [Theory]
    [InlineData("")]
    [InlineData("t=1790000000; x=1810000000")]
    [InlineData("i=joe@team.football.example.com")]
    [InlineData("i=@football.example.com; s=strict")]
    [InlineData("q=dns/txt")]
    [InlineData("c=relaxed")]
    [InlineData("c=simple/relaxed")]
    [InlineData("c=relaxed/simple")]
    [InlineData("c=simple/simple")]
    [InlineData("unknown=tag")]
    [InlineData("d=Football.EXAMPLE.com")]
    [InlineData("s=several")]
    [InlineData("s=plain")]
    [InlineData("s=pkcs1")]
    [InlineData("s=spaced")]
    [InlineData("h=from : to:subject")]
    [InlineData("h=From:From:X-Nobody-Has-It:x-nobody-has-it:to:subject")]
    [InlineData("h=dkim-signature:from")]
    public async Task What_keeps_the_rules_passes(string tags)
    {
        var result = Assert.Single(await Messages.VerifyAsync(Dns(), Sign(Messages.Dinner, tags)));
        Assert.Equal((DkimStatus.Pass, null), (result.Status, result.Note));
    }

    [Fact]
    public async Task Lists_without_end_are_not_read()
    {
        var names = Sign(Messages.Dinner, $"h={string.Join(':', Enumerable.Repeat("from", 1001))}");
        Assert.Equal("h= is too long", Assert.Single(await Messages.VerifyAsync(Dns(), names)).Note);
        var tags = Sign(Messages.Dinner, string.Join("; ", Enumerable.Range(0, 101).Select(i => $"x{i}=")));
        Assert.Equal("there are too many tags", Assert.Single(await Messages.VerifyAsync(Dns(), tags)).Note);
    }

    [Fact]
    public async Task A_test_key_is_told()
    {
        var result = Assert.Single(await Messages.VerifyAsync(Dns(), Sign(Messages.Dinner, "s=test")));
        Assert.Equal((DkimStatus.Pass, true), (result.Status, result.IsTest));
    }

    [Fact]
    public async Task A_key_that_cannot_be_looked_up_is_a_temporary_error()
    {
        var dns = new MemoryDns().Fail("r2026._domainkey.football.example.com");
        var result = Assert.Single(await Messages.VerifyAsync(dns, Sign(Messages.Dinner, "")));
        Assert.Equal((DkimStatus.TempError, "the key cannot be looked up now"), (result.Status, result.Note));
    }

    [Fact]
    public async Task A_changed_body_costs_no_look_up()
    {
        var dns = Dns();
        var changed = Sign(Messages.Dinner, "").Replace("hungry", "thirsty", StringComparison.Ordinal);
        var result = Assert.Single(await Messages.VerifyAsync(dns, changed));
        Assert.Equal((DkimStatus.Fail, "the body was changed"), (result.Status, result.Note));
        Assert.Empty(dns.Queries);
    }

    [Theory]
    [InlineData(Messages.Dinner, DkimStatus.Pass)]
    [InlineData(Messages.Dinner + "Buy at https://example.net\r\n", DkimStatus.Policy)]
    public async Task A_signature_that_leaves_a_part_of_the_body_unsigned_vouches_for_nothing(string message, DkimStatus expected)
    {
        var signed = Sign(Messages.Dinner, $"l={Messages.Split(Messages.Bytes(Messages.Dinner)).Body.Length}");
        var result = Assert.Single(await Messages.VerifyAsync(Dns(), signed.Replace(Messages.Dinner, message, StringComparison.Ordinal)));
        Assert.Equal(expected, result.Status);
        Assert.Equal(expected is DkimStatus.Policy ? "28 octets of the body are not signed" : null, result.Note);
    }

    [Fact]
    public async Task Of_fields_with_one_name_the_last_is_signed_first()
    {
        var signed = Sign("Subject: added\r\nSubject: second\r\n" + Messages.Dinner, "h=from:subject:subject");
        var top = signed.Replace("added", "changed", StringComparison.Ordinal);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await Messages.VerifyAsync(Dns(), top)).Status);
        var middle = signed.Replace("second", "changed", StringComparison.Ordinal);
        Assert.Equal(DkimStatus.Fail, Assert.Single(await Messages.VerifyAsync(Dns(), middle)).Status);
    }

    [Fact]
    public async Task White_space_and_case_may_change_where_it_is_relaxed()
    {
        var changed = Sign(Messages.Dinner, "c=relaxed/relaxed")
            .Replace("Subject: Is dinner", "SUBJECT \t:\r\n \tIs\r\n\t  dinner", StringComparison.Ordinal)
            .Replace("the game.", "the \t game.", StringComparison.Ordinal)
            .Replace("Joe.\r\n", "Joe. \r\n\r\n\r\n", StringComparison.Ordinal);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await Messages.VerifyAsync(Dns(), changed)).Status);
        var simple = Sign(Messages.Dinner, "c=simple/simple").Replace("Subject: Is", "Subject:  Is", StringComparison.Ordinal);
        Assert.Equal(DkimStatus.Fail, Assert.Single(await Messages.VerifyAsync(Dns(), simple)).Status);
    }

    [Fact]
    public async Task Domains_in_unicode_have_their_keys_under_a_labels()
    {
        var dns = new MemoryDns().Text("r2026._domainkey.xn--bcher-kva.example", Keys.Rsa.Key.DnsRecord);
        var result = Assert.Single(await Messages.VerifyAsync(dns, Sign(Messages.Dinner, "d=Bücher.example; i=jö@mail.bücher.example")));
        Assert.Equal((DkimStatus.Pass, "xn--bcher-kva.example"), (result.Status, result.Domain));
    }

    [Fact]
    public async Task Only_the_first_signatures_are_looked_at()
    {
        var signature = Sign(Messages.Dinner, "")[..^Messages.Dinner.Length];
        var message = string.Concat(Enumerable.Repeat(signature, DkimVerifier.MaxSignatures + 5)) + Messages.Dinner;
        var results = await Messages.VerifyAsync(Dns(), message);
        Assert.Equal(DkimVerifier.MaxSignatures, results.Length);
        Assert.All(results, result => Assert.Equal(DkimStatus.Pass, result.Status));
    }

    private static MemoryDns Dns()
    {
        var p = Convert.ToBase64String(Keys.Rsa.Key.PublicKey.AsSpan());
        using var shortKey = RSA.Create(768);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Keys.Rsa.Key.ToPem());
        return new MemoryDns()
            .Text(Name("r2026"), Keys.Rsa.Key.DnsRecord)
            .Text(Name("plain"), $"p={p}")
            .Text(Name("pkcs1"), $"k=rsa; p={Convert.ToBase64String(rsa.ExportRSAPublicKey())}")
            .Text(Name("spaced"), $" v = DKIM1 ; h=sha1 : sha256; s=other:email; t=x : z; n=a note; p= {p[..40]} {p[40..]} ;")
            .Text(Name("several"), "hello")
            .Text(Name("several"), Keys.Rsa.Key.DnsRecord)
            .Text(Name("strict"), $"v=DKIM1; t=s; p={p}")
            .Text(Name("test"), $"v=DKIM1; t=y; p={p}")
            .Text(Name("short"), $"p={Convert.ToBase64String(shortKey.ExportSubjectPublicKeyInfo())}")
            .Text(Name("revoked"), "v=DKIM1; p=")
            .Text(Name("sha1only"), $"h=sha1; p={p}")
            .Text(Name("webonly"), $"s=web; p={p}")
            .Text(Name("version"), $"v=DKIM2; p={p}")
            .Text(Name("notfirst"), $"p={p}; v=DKIM1")
            .Text(Name("kind"), $"k=dsa; p={p}")
            .Text(Name("nonsense"), "v=DKIM1; omg")
            .Text(Name("empty"), "")
            .Text(Name("nobase64"), "p=%%%")
            .Text(Name("norsa"), "p=AAAA")
            .Text(Name("noed"), "k=ed25519; p=AAAA");
    }

    private static string Name(string selector) => $"{selector}._domainkey.football.example.com";

    /// <summary>Signs with the RSA key, as no signer of ours would: with any tags.</summary>
    private static string Sign(string message, string tags)
    {
        var overridden = tags.Split(';').Select(tag => tag.Split('=')[0].Trim()).ToHashSet(StringComparer.Ordinal);
        var canonicalizations = tags.Split(';').FirstOrDefault(tag => tag.StartsWith("c=", StringComparison.Ordinal))?[2..].Split('/');
        var (header, body) = Messages.Split(Messages.Bytes(message));
        using var hash = new BodyHash(Kind(canonicalizations?.ElementAtOrDefault(1) ?? "simple"), limit: null);
        hash.Append(body.Span);
        (string Name, string Value)[] defaults =
        [
            ("v", "1"),
            ("a", "rsa-sha256"),
            ("d", Keys.Domain),
            ("s", "r2026"),
            ("h", Names),
            ("bh", Convert.ToBase64String(hash.Complete())),
        ];
        var rest = string.Join("; ", defaults.Where(tag => !overridden.Contains(tag.Name)).Select(tag => $"{tag.Name}={tag.Value}"));
        var field = $"DKIM-Signature: {tags}{(tags.Length > 0 ? "; " : "")}{rest};\r\n b=";
        var names = tags.Split(';').FirstOrDefault(tag => tag.StartsWith("h=", StringComparison.Ordinal))?[2..] ?? Names;

        using var signed = new HashedMessage(header);
        var output = new ArrayBufferWriter<byte>();
        var canonicalization = Kind(canonicalizations?[0] ?? "simple");
        signed.WriteFields(signed.Select([.. names.Split(':').Select(name => name.Trim())]), canonicalization, output);
        CanonicalHeader.WriteSignature(Messages.Bytes(field), "DKIM-Signature".Length, 0..0, canonicalization, output);
        var signature = Keys.Rsa.Key.Sign(SHA256.HashData(output.WrittenSpan));
        return $"{field}{Convert.ToBase64String(signature)}\r\n{message}";
    }

    private static Canonicalization Kind(string name) => name is "relaxed" ? Canonicalization.Relaxed : Canonicalization.Simple;
}
