using System.Net;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Tests.Content;

/// <summary>What the server puts in front of a message (RFC 5321 §4.4).</summary>
public class TraceFieldsTests
{
    private static readonly Address Alice = new("alice", "example.com");
    private static readonly TlsSession Tls = new("TLS1.3", "TLS_AES_256_GCM_SHA384", null);
    private static readonly AccountId Account = new("alice@example.com");

    private static TraceFields Fields =>
        new(
            "0193",
            "mail.example.com",
            new DateTimeOffset(2026, 3, 2, 13, 0, 9, TimeSpan.FromHours(1)),
            new Client(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40_000), null, "client.example", null),
            IsExtended: true,
            IsInternational: false,
            new ReversePath(new Address("carol", "example.net")),
            [Alice]
        );

    [Fact]
    public void Return_Path_stands_first_then_Received()
    {
        const string expected =
            "Return-Path: <carol@example.net>\r\n"
            + "Received: from client.example ([192.0.2.1])\r\n"
            + "\tby mail.example.com with ESMTP\r\n"
            + "\tid 0193\r\n"
            + "\tfor <alice@example.com>;\r\n"
            + "\tMon, 2 Mar 2026 12:00:09 +0000\r\n";
        Assert.Equal(expected, Text(Fields));
    }

    [Fact]
    public void A_user_gets_the_fields_that_his_message_lacks()
    {
        var text = Encoding.UTF8.GetString(Fields.ToBytes("", addDate: true, addMessageId: true, addBlankLine: false));
        Assert.EndsWith("\r\nDate: Mon, 2 Mar 2026 12:00:09 +0000\r\nMessage-ID: <0193@mail.example.com>\r\n", text);
    }

    [Fact]
    public void The_recipient_is_named_only_if_there_is_one() =>
        Assert.DoesNotContain(
            " for ",
            Text(Fields with { Recipients = [Alice, new Address("bob", "example.com")] }),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_null_reverse_path_is_written_as_such() =>
        Assert.StartsWith("Return-Path: <>\r\n", Text(Fields with { ReversePath = default }));

    [Fact]
    public void A_local_part_is_quoted_where_it_must_be() =>
        Assert.StartsWith(
            "Return-Path: <\"a b\"@example.net>\r\n",
            Text(Fields with { ReversePath = new ReversePath(new Address("a b", "example.net")) })
        );

    [Theory]
    [InlineData("::ffff:192.0.2.1", "([192.0.2.1])")]
    [InlineData("2001:db8::1", "([IPv6:2001:db8::1])")]
    public void Addresses_are_literals(string address, string literal)
    {
        var client = Fields.Client with { EndPoint = new IPEndPoint(IPAddress.Parse(address), 1) };
        Assert.Contains($"from client.example {literal}\r\n", Text(Fields with { Client = client }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_client_has_only_its_name() =>
        Assert.Contains(
            "Received: from client.example\r\n",
            Text(Fields with { Client = Fields.Client with { EndPoint = null } }),
            StringComparison.Ordinal
        );

    // RFC 3848, RFC 6531 §4.3.
    [Theory]
    [InlineData(false, false, false, false, "SMTP")]
    [InlineData(true, false, false, false, "ESMTP")]
    [InlineData(true, true, false, false, "ESMTPS")]
    [InlineData(true, false, true, false, "ESMTPA")]
    [InlineData(true, true, true, false, "ESMTPSA")]
    [InlineData(true, false, false, true, "UTF8SMTP")]
    [InlineData(true, true, true, true, "UTF8SMTPSA")]
    public void The_protocol_tells_how_it_came(bool isExtended, bool tls, bool authenticated, bool isInternational, string protocol)
    {
        var client = Fields.Client with { Tls = tls ? Tls : null, Account = authenticated ? Account : null };
        var text = Text(Fields with { Client = client, IsExtended = isExtended, IsInternational = isInternational });
        Assert.Contains($" with {protocol}\r\n", text, StringComparison.Ordinal);
        Assert.Equal(tls, text.Contains("\r\n\t(version=TLS1.3 cipher=TLS_AES_256_GCM_SHA384)\r\n", StringComparison.Ordinal));
    }

    private static string Text(TraceFields fields) =>
        Encoding.UTF8.GetString(fields.ToBytes("", addDate: false, addMessageId: false, addBlankLine: false));
}
