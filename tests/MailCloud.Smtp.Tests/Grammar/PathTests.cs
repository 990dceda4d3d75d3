using System.Text;
using CsCheck;
using MailCloud.Mail.Addresses;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Tests.Grammar;

/// <summary>The paths of RFC 5321 §4.1.2.</summary>
public class PathTests
{
    [Theory]
    [InlineData("<alice@example.com>", "alice", "example.com")]
    [InlineData("<a.b-c+d=e@Example.COM>", "a.b-c+d=e", "Example.COM")]
    [InlineData("<!#$%&'*+-/=?^_`{|}~@example.com>", "!#$%&'*+-/=?^_`{|}~", "example.com")]
    [InlineData("<@relay.example:alice@example.com>", "alice", "example.com")]
    [InlineData("<@relay.example,@other.example:alice@example.com>", "alice", "example.com")]
    [InlineData("<\"alice\"@example.com>", "alice", "example.com")]
    [InlineData("<\"alice smith\"@example.com>", "alice smith", "example.com")]
    [InlineData("<\"a\\\"b\\\\c\"@example.com>", "a\"b\\c", "example.com")]
    [InlineData("<\"a@b\"@example.com>", "a@b", "example.com")]
    [InlineData("<a%b@example.com>", "a%b", "example.com")]
    [InlineData("<b!a@example.com>", "b!a", "example.com")]
    [InlineData("<alice@[192.0.2.1]>", "alice", "[192.0.2.1]")]
    [InlineData("<alice@[IPv6:2001:db8::1]>", "alice", "[IPv6:2001:db8::1]")]
    [InlineData("<alice@[ipv6:::ffff:192.0.2.1]>", "alice", "[ipv6:::ffff:192.0.2.1]")]
    [InlineData("<jürgen@münchen.example>", "jürgen", "münchen.example")]
    [InlineData("<\"jür gen\"@例え.example>", "jür gen", "例え.example")]
    [InlineData("<alice@xn--mnchen-3ya.example>", "alice", "xn--mnchen-3ya.example")]
    public void A_path_is_an_address(string text, string localPart, string domain)
    {
        var address = ReversePath(text).Address;
        Assert.Equal((localPart, domain), (address?.LocalPart, address?.Domain));
    }

    [Fact]
    public void A_local_part_may_be_longer_than_the_least_that_servers_take()
    {
        var localPart = "bounce+" + new string('x', 120);
        Assert.Equal(localPart, ReversePath($"<{localPart}@example.com>").Address?.LocalPart);
    }

    [Fact]
    public void The_null_reverse_path_has_no_address() => Assert.Null(ReversePath("<>").Address);

    [Theory]
    [InlineData("<Postmaster>")]
    [InlineData("<postmaster>")]
    public void Postmaster_needs_no_domain(string text)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(text));
        Assert.Null(reader.ForwardPath().Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice@example.com")]
    [InlineData("<alice@example.com")]
    [InlineData("<alice>")]
    [InlineData("<alice@>")]
    [InlineData("<@example.com>")]
    [InlineData("<@example.com:>")]
    [InlineData("<@relay.example alice@example.com>")]
    [InlineData("<al ice@example.com>")]
    [InlineData("<.alice@example.com>")]
    [InlineData("<alice.@example.com>")]
    [InlineData("<al..ice@example.com>")]
    [InlineData("<alice@example..com>")]
    [InlineData("<alice@.example.com>")]
    [InlineData("<alice@example.com.>")]
    [InlineData("<alice@-example.com>")]
    [InlineData("<alice@exam ple.com>")]
    [InlineData("<alice@a@b>")]
    [InlineData("<\"alice@example.com>")]
    [InlineData("<\"alice\\\"@example.com>")]
    [InlineData("<\"\"@example.com>")]
    [InlineData("<\"al\tice\"@example.com>")]
    [InlineData("<\"alice\"x@example.com>")]
    [InlineData("<alice@[192.0.2]>")]
    [InlineData("<alice@[192.0.2.256]>")]
    [InlineData("<alice@[0x7f.0.0.1]>")]
    [InlineData("<alice@[IPv6:fe80::1%eth0]>")]
    [InlineData("<alice@[IPv6:]>")]
    [InlineData("<alice@[]>")]
    [InlineData("<alice@[192.0.2.1>")]
    [InlineData("<a\u0085b@example.com>")]
    [InlineData("<a\u0000b@example.com>")]
    public void What_is_not_a_path_is_a_syntax_error(string text) => Assert.Throws<SmtpSyntaxException>(() => ReversePath(text));

    [Fact]
    public void Octets_that_are_not_UTF8_are_a_syntax_error()
    {
        byte[] octets = [.. "<a"u8, 0xFF, .. "@example.com>"u8];
        Assert.Throws<SmtpSyntaxException>(() =>
        {
            var reader = new SmtpReader(octets);
            reader.ReversePath();
        });
    }

    [Fact]
    public void Every_address_survives_its_wire_form()
    {
        var character = Gen.OneOf(
            Gen.Char[' ', '~'],
            Gen.Char['\u00A0', '\u02FF'],
            Gen.Const('"'),
            Gen.Const('\\'),
            Gen.Const('@'),
            Gen.Const('.')
        );
        var localPart = character.Array[1, 40].Select(characters => new string(characters));
        var label = Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Char['\u00E0', '\u00F6'])
            .Array[1, 12]
            .Select(characters => new string(characters));
        var domain = label.Array[1, 4].Select(labels => string.Join('.', labels));
        Gen.Select(localPart, domain)
            .Sample(
                (local, host) =>
                {
                    var address = new Address(local, host);
                    var read = ReversePath($"<{address.ToWire()}>").Address;
                    Assert.Equal((local, host), (read?.LocalPart, read?.Domain));
                }
            );
    }

    private static ReversePath ReversePath(string text)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(text));
        var path = reader.ReversePath();
        reader.End();
        return path;
    }
}
