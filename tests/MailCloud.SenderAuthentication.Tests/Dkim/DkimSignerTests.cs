using System.Text;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Tests.Dkim;

public class DkimSignerTests
{
    [Fact]
    public async Task What_is_signed_with_both_kinds_of_key_passes()
    {
        var message = Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa, Keys.Ed25519);
        var results = await Messages.VerifyAsync(Keys.Dns, message);
        Assert.Equal(
            [("rsa-sha256", "r2026", DkimStatus.Pass), ("ed25519-sha256", "e2026", DkimStatus.Pass)],
            results.Select(result => (result.Algorithm!, result.Selector!, result.Status))
        );
    }

    [Fact]
    public async Task Every_line_has_at_most_78_columns_and_the_message_is_untouched()
    {
        var signed = Encoding.ASCII.GetString(Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa, Keys.Ed25519));
        Assert.EndsWith(Messages.Dinner, signed, StringComparison.Ordinal);
        var lines = signed[..^Messages.Dinner.Length].Split("\r\n");
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 78));
        Assert.All(lines[..^1], line => Assert.Matches("^(DKIM-Signature:)? ", line));
    }

    /// <summary>All but the value of the tag b, of which base64 leaves some bits unused.</summary>
    [Fact]
    public async Task No_octet_can_be_changed()
    {
        var message = Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa);
        var field = message.AsSpan(0, message.Length - Messages.Dinner.Length);
        var signature = field.LastIndexOf("b="u8) + 2;
        var (start, end) = (signature, field.Length);
        for (var i = 0; i < message.Length; i++)
        {
            var changed = (byte)(message[i] ^ 1);
            if ((i >= start && i < end) || message[i] <= ' ' || changed <= ' ')
                continue;
            byte[] forged = [.. message[..i], changed, .. message[(i + 1)..]];
            var results = await Messages.VerifyAsync(Keys.Dns, forged);
            Assert.DoesNotContain(results, result => result.Status is DkimStatus.Pass);
        }
    }

    [Theory]
    [InlineData("From: another@example.org\r\n")]
    [InlineData("Reply-To: another@example.org\r\n")]
    [InlineData("Content-Type: text/html\r\n")]
    [InlineData("Subject: another\r\n")]
    public async Task Nobody_can_add_a_field_that_readers_see(string field)
    {
        var message = Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa);
        byte[] changed = [.. Messages.Bytes(field), .. message];
        Assert.Equal(DkimStatus.Fail, Assert.Single(await Messages.VerifyAsync(Keys.Dns, changed)).Status);
    }

    [Fact]
    public async Task What_travels_on_top_may_be_added()
    {
        var message = Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa);
        byte[] changed = [.. "Received: from here\r\nList-Id: <list.example.org>\r\nSender: list@example.org\r\n"u8, .. message];
        Assert.Equal(DkimStatus.Pass, Assert.Single(await Messages.VerifyAsync(Keys.Dns, changed)).Status);
    }

    [Fact]
    public async Task One_click_unsubscription_is_signed_where_it_is_there()
    {
        var original =
            "List-Unsubscribe: <https://example.com/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + Messages.Dinner;
        var message = Encoding.ASCII.GetString(Messages.Sign(Messages.Bytes(original), Keys.Rsa));
        Assert.Contains(":List-Unsubscribe-Post", message, StringComparison.Ordinal);
        var changed = message.Replace("example.com/u", "example.org/u", StringComparison.Ordinal);
        Assert.Equal(DkimStatus.Fail, Assert.Single(await Messages.VerifyAsync(Keys.Dns, changed)).Status);
    }

    [Fact]
    public async Task An_empty_message_can_be_signed()
    {
        var message = Messages.Sign(Messages.Bytes("From: a@football.example.com\r\n\r\n"), Keys.Ed25519);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await Messages.VerifyAsync(Keys.Dns, message)).Status);
    }
}
