using CsCheck;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Tests.Results;

public class AuthenticationResultsTests
{
    [Fact]
    public void The_field_is_folded_and_says_what_was_found()
    {
        var results = new AuthenticationResults(
            "mx.example.org",
            [
                new MethodResult("spf", "pass").With("smtp", "mailfrom", "joe@example.com"),
                MethodResult.Of(
                    new DkimResult(DkimStatus.Pass, "example.com", "s1", "@example.com", "rsa-sha256", "AbC+/==x", null, IsTest: true)
                ),
                MethodResult.Of(new DkimResult(DkimStatus.PermError, null, null, null, null, null, "d= is no domain")),
                new MethodResult("dmarc", "pass") { Comment = "p=(none)" }.With("header", "from", "example.com"),
                new MethodResult("arc", "none"),
                new MethodResult("iprev", "fail") { Reason = "a \"name\"" }.With("policy", "iprev", "2001:db8::1"),
                new MethodResult("auth", "pass").With("smtp", "auth", "joe doe@example.org"),
            ]
        );
        Assert.Equal(
            """
            Authentication-Results: mx.example.org;
             spf=pass smtp.mailfrom=joe@example.com;
             dkim=pass (test mode) header.d=example.com header.i=@example.com header.s=s1
             header.a=rsa-sha256 header.b="AbC+/==x";
             dkim=permerror reason="d= is no domain";
             dmarc=pass (p=\(none\)) header.from=example.com;
             arc=none;
             iprev=fail reason="a \"name\"" policy.iprev="2001:db8::1";
             auth=pass smtp.auth="joe doe@example.org"

            """.ReplaceLineEndings("\r\n"),
            results.ToField()
        );
    }

    [Fact]
    public void Nothing_that_was_found_is_none() =>
        Assert.Equal("Authentication-Results: mx.example.org; none\r\n", new AuthenticationResults("mx.example.org", []).ToField());

    [Theory]
    [InlineData(" \"@b\"; none")]
    [InlineData(" a; none=pass")]
    [InlineData(" \"a b\"; spf=pass (so \\(it\\) is) smtp.mailfrom=a@b.example")]
    public void What_is_passed_on_again_and_again_stays_as_it_was(string value)
    {
        var once = AuthenticationResults.TryParse(value)!.ToField();
        var twice = AuthenticationResults.TryParse(once[(AuthenticationResults.FieldName.Length + 1)..])!.ToField();
        Assert.Equal($"{AuthenticationResults.FieldName}:{value}", once.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(once, twice);
    }

    /// <summary>Fields as RFC 8601 appendix B and the world write them.</summary>
    [Theory]
    [InlineData("example.org 1; none", "example.org", "")]
    [InlineData("example.com", "example.com", "")]
    [InlineData("example.com;", "example.com", "")]
    [InlineData(" example.com;\r\n spf=pass smtp.mailfrom=example.net\r\n", "example.com", "spf=pass smtp.mailfrom=example.net")]
    [InlineData(
        "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=fail smtp.mailfrom=example.net",
        "example.com",
        "auth=pass smtp.auth=sender@example.net|spf=fail smtp.mailfrom=example.net"
    )]
    [InlineData(
        "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) .expired"
            + " (this surprised me) = (as I wasn't expecting it) 1362471462",
        "foo.example.net",
        null
    )]
    [InlineData(
        "\"mx.example\" (a (nested) \\) comment); dkim/1=fail reason=\"bad \\\"one\\\"\" header.b=abc/+=",
        "mx.example",
        "dkim=fail header.b=abc/+="
    )]
    [InlineData("example.com; dkim=pass header.i=@example.com header.d=", "example.com", null)]
    [InlineData("; dkim=pass", null, null)]
    [InlineData("spf=pass smtp.mailfrom=a.example", null, null)]
    [InlineData("example.com; spf", "example.com", null)]
    [InlineData("example.com; spf=pass smtp=x", "example.com", null)]
    [InlineData("example.com; (spf=pass", "example.com", null)]
    public void Fields_of_others_are_read(string value, string? server, string? expected)
    {
        var results = AuthenticationResults.TryParse(value);
        Assert.Equal(expected, results is null ? null : string.Join('|', results.Results.Select(Shown)));
        if (results is not null)
            Assert.Equal(server, results.AuthservId);
    }

    [Fact]
    public void The_comment_and_the_reason_are_kept()
    {
        var result = Assert.Single(AuthenticationResults.TryParse("x; dkim=pass (1024-bit key) reason=\"a \\\" b\" header.d=y")!.Results);
        Assert.Equal(("1024-bit key", "a \" b"), (result.Comment, result.Reason));
    }

    [Fact]
    public void What_is_written_is_read_again_whatever_it_holds() =>
        Gen.Select(Gen.String, Gen.String[1, 40], Gen.String[1, 40])
            .Sample(
                (reason, first, second) =>
                {
                    var written = new AuthenticationResults(
                        "mx.example.org",
                        [
                            new MethodResult("spf", "fail") { Reason = reason }.With("smtp", "mailfrom", first),
                            new MethodResult("dkim", "pass").With("header", "d", second).With("header", "i", $"@{first}"),
                        ]
                    );
                    var field = written.ToField();
                    // One field, whatever it holds: after each line end comes a blank, but for the last.
                    Assert.DoesNotMatch("\r[^\n]|[^\r]\n|\n[^ ]", field);
                    var read = AuthenticationResults.TryParse(field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..]);
                    Assert.NotNull(read);
                    Assert.Equal([Printable(first), Printable(second), $"@{Printable(first)}"], Values(read));
                    Assert.Equal(Printable(reason), read.Results[0].Reason);
                },
                iter: 5000
            );

    [Fact]
    public void Nothing_that_is_sent_makes_the_reader_throw() =>
        Gen.Char["a;=./(\\)\" \r\n\t1@none"]
            .Array[0, 40]
            .Sample(text => _ = AuthenticationResults.TryParse(new string(text)), iter: 50_000);

    private static IEnumerable<string> Values(AuthenticationResults results) =>
        results.Results.SelectMany(result => result.Properties).Select(property => property.Value);

    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string Shown(MethodResult result) =>
        string.Join(' ', result.Properties.Select(p => $"{p.Type}.{p.Name}={p.Value}").Prepend($"{result.Method}={result.Result}"));
}
