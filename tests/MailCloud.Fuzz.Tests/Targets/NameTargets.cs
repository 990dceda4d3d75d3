using System.Text;
using System.Text.Unicode;
using MailCloud.Dns;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Smtp.Grammar;
using MailCloud.Storage.Tables;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Names and their encodings: what was written can be read, and what can be read is written in one way.</summary>
internal static class NameTargets
{
    private static readonly SenderRewriting Rewriting = new([new byte[16]], TimeProvider.System);

    public static FuzzTarget Names { get; } =
        new(
            "names",
            octets =>
            {
                _ = Xtext.TryDecode(octets, out _);
                if (!Utf8.IsValid(octets))
                    return;
                var text = Encoding.UTF8.GetString(octets);
                ReadMailboxName(text);
                ReadKey(text);
                ReadXtext(text);
                ReadAddress(text);
                ReadDomain(text);
            }
        )
        {
            Seeds = () =>
                new[]
                {
                    "Entwürfe",
                    "&AOQ-b",
                    "a&-b",
                    "alice@example.com",
                    "\"odd one\"@example.com",
                    "päivi@münchen.example",
                    "x@[192.0.2.1]",
                    "x@[IPv6:2001:db8::1]",
                    "xn--mnchen-3ya.example",
                    "E+3Dmc+2B2",
                    "SRS0=abcdef=aa=example.org=bob",
                    "SRS1=abcdef=example.net==hash=aa=example.org=bob",
                    "a=2Fb",
                    "straße.example",
                    "日本語.example",
                }.Select(Encoding.UTF8.GetBytes),
            Tokens = ["&-", "&AOQ-", "xn--", "xn--a", "@", ".", "..", "+2B", "=2F", "SRS0=", "SRS1=", "\"", "\\", "[IPv6:", "]"],
            MaxLength = 512,
        };

    private static void ReadMailboxName(string text)
    {
        var written = ModifiedUtf7.Encode(text);
        Assert.True(Ascii.IsValid(written));
        Assert.Equal(text, ModifiedUtf7.Decode(written));
        // What the client wrote comes back to it as it wrote it, or as one of ASCII would.
        var read = ModifiedUtf7.Decode(text);
        Assert.True(read == text || ModifiedUtf7.Encode(read) == text);
    }

    private static void ReadKey(string text)
    {
        Assert.Equal(text, KeyEncoding.Decode(KeyEncoding.Encode(text)));
        Assert.DoesNotContain(KeyEncoding.Encode(text), c => c is '/' or '\\' or '#' or '?' || char.IsControl(c));
        try
        {
            KeyEncoding.Decode(text);
        }
        catch (FormatException)
        {
            // As documented.
        }
    }

    private static void ReadXtext(string text)
    {
        var isDecoded = Xtext.TryDecode(Encoding.ASCII.GetBytes(Xtext.Encode(text)), out var decoded);
        Assert.Equal(!text.Any(char.IsControl), isDecoded);
        if (isDecoded)
            Assert.Equal(text, decoded);
    }

    private static void ReadAddress(string text)
    {
        _ = Rewriting.TryReverse(text);
        try
        {
            var reader = new SmtpReader(Encoding.UTF8.GetBytes(text));
            var address = reader.Address();
            reader.End();
            var again = new SmtpReader(Encoding.UTF8.GetBytes(address.ToWire()));
            Assert.Equal(address, again.Address());
            Assert.True(again.IsAtEnd);
            if (
                Rewriting.Forward(address, "mail.example") is { } forwarded
                && !string.Equals(address.Domain, "mail.example", StringComparison.OrdinalIgnoreCase)
            )
                Rewriting.TryReverse(forwarded.LocalPart);
        }
        catch (SmtpSyntaxException)
        {
            // It is no address of SMTP's.
        }
        if (Address.TryParse(text, out var plain))
            Assert.Equal(plain, Address.TryParse(plain.ToString(), out var parsed) ? parsed : null);
    }

    private static void ReadDomain(string text)
    {
        if (DomainName.Canonicalize(text) is { } canonical)
        {
            Assert.Equal(canonical, DomainName.Canonicalize(canonical));
            Assert.Equal(canonical, DomainName.Canonicalize(DomainName.ToDisplay(canonical)));
        }
        if (HostName.ToAscii(text) is { } host)
            Assert.True(HostName.IsWellFormed(host));
    }
}
