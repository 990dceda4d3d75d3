using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Arc;

public class ArcTests
{
    [Fact]
    public async Task A_message_without_chain_has_none() =>
        Assert.Equal(ArcStatus.None, (await Chains.VerifyAsync(new MemoryDns(), Messages.Bytes(Messages.Dinner))).Status);

    [Fact]
    public async Task A_chain_grows_server_by_server_and_passes()
    {
        var message = Messages.Bytes(Messages.Dinner);
        for (var i = 1; i <= 4; i++)
        {
            var key = i % 2 == 0 ? Keys.Ed25519 : Keys.Rsa;
            message = Chains.Seal(message, key, i == 1 ? "spf=pass; arc=none" : "spf=fail; arc=pass");
            var result = await Chains.VerifyAsync(Keys.Dns, message, cut: 7);
            Assert.Equal((ArcStatus.Pass, i, null), (result.Status, result.Sealers.Length, result.Note));
        }
    }

    [Fact]
    public async Task Every_line_of_a_set_has_at_most_78_columns()
    {
        var message = Chains.Text(Chains.Seal(Messages.Bytes(Messages.Dinner), Keys.Rsa, "arc=none; spf=pass"));
        Assert.All(message.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
        Assert.StartsWith("ARC-Seal: a=rsa-sha256; b=", message, StringComparison.Ordinal);
        Assert.Equal(ArcStatus.Pass, (await Chains.VerifyAsync(Keys.Dns, Messages.Bytes(message))).Status);
    }

    [Theory]
    [InlineData("hungry", "thirsty", "the body was changed")]
    [InlineData("Is dinner", "Was dinner", "the header was changed, or the key is another")]
    [InlineData(
        "i=2; mx.football.example.com;\r\n spf=fail",
        "i=2; mx.football.example.com;\r\n spf=pass",
        "the seal of set 2 does not fit"
    )]
    [InlineData(
        "i=1; mx.football.example.com;\r\n spf=pass",
        "i=1; mx.football.example.com;\r\n spf=fail",
        "the seal of set 2 does not fit"
    )]
    [InlineData("cv=pass", "cv=none", "the seal of set 2 has the wrong cv=")]
    [InlineData("cv=none", "cv=pass", "the seal of set 1 has the wrong cv=")]
    [InlineData("cv=pass", "cv=fail", "the last sealer found the chain broken")]
    [InlineData("cv=pass", "cv=fine", "cv= is unknown")]
    [InlineData("ARC-Authentication-Results: i=2", "X: i=2", "a set is not complete")]
    [InlineData("ARC-Authentication-Results: i=1", "ARC-Authentication-Results: i=3", "the sets are not numbered one by one")]
    [InlineData("ARC-Authentication-Results: i=1", "ARC-Authentication-Results: i=2", "the sets are not numbered one by one")]
    [InlineData("ARC-Authentication-Results: i=1", "ARC-Authentication-Results: i=", "results do not say which set they belong to")]
    public async Task A_chain_that_was_touched_fails(string from, string to, string note)
    {
        var message = Chains.Seal(Messages.Bytes(Messages.Dinner), Keys.Rsa, "spf=pass; arc=none");
        message = Chains.Seal(message, Keys.Ed25519, "spf=fail; arc=pass");
        var changed = Chains.Text(message).Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(changed, Chains.Text(message));
        var result = await Chains.VerifyAsync(Keys.Dns, Messages.Bytes(changed));
        Assert.Equal((ArcStatus.Fail, note), (result.Status, result.Note));
    }

    [Fact]
    public async Task A_key_that_cannot_be_looked_up_breaks_no_chain()
    {
        var dns = new MemoryDns().Fail("r2026._domainkey.football.example.com");
        var message = Chains.Seal(Messages.Bytes(Messages.Dinner), Keys.Rsa, "arc=none");
        Assert.Equal(ArcStatus.TempError, (await Chains.VerifyAsync(dns, message)).Status);
        // And is sealed by nobody, for better or worse.
        Assert.Equal(1, SetsOf(Chains.Seal(message, Keys.Rsa, "arc=temperror")));
    }

    [Fact]
    public async Task The_receiver_sees_that_a_broken_chain_was_broken_before()
    {
        var message = Chains.Seal(Messages.Bytes(Messages.Dinner), Keys.Rsa, "arc=none");
        var changed = Messages.Bytes(Chains.Text(message).Replace("hungry", "thirsty", StringComparison.Ordinal));
        var broken = Chains.Seal(changed, Keys.Ed25519, "arc=fail");
        Assert.Equal(2, SetsOf(broken));
        var result = await Chains.VerifyAsync(Keys.Dns, broken);
        Assert.Equal((ArcStatus.Fail, "the last sealer found the chain broken"), (result.Status, result.Note));
        // Nothing more can be said.
        Assert.Equal(2, SetsOf(Chains.Seal(broken, Keys.Rsa, "arc=fail")));
    }

    [Fact]
    public void A_chain_has_at_most_50_sets()
    {
        var message = Messages.Bytes(Messages.Dinner);
        for (var i = 0; i < 52; i++)
            message = Chains.Seal(message, Keys.Ed25519, i == 0 ? "arc=none" : "arc=pass");
        Assert.Equal(50, SetsOf(message));
    }

    [Theory]
    [InlineData("Authentication-Results: other.example.com; arc=none; spf=pass\r\n")]
    [InlineData("")]
    [InlineData("ARC-Seal: i=1\r\nAuthentication-Results: mx.football.example.com; arc=fail\r\n")]
    public void Where_we_found_nothing_or_the_chain_cannot_be_read_there_is_no_seal(string fields)
    {
        using var message = new HashedMessage(Messages.Bytes(fields + Messages.Dinner));
        Assert.Empty(new ArcSealer(message, Keys.Rsa, Chains.Server, Messages.Time).Complete());
    }

    [Fact]
    public async Task What_was_found_of_a_chain_is_told()
    {
        var message = Chains.Seal(Messages.Bytes(Messages.Dinner), Keys.Rsa, "arc=none");
        var result = MethodResult.Of(await Chains.VerifyAsync(Keys.Dns, message));
        Assert.Equal(
            "Authentication-Results: mx.example.org;\r\n arc=pass (i=1)\r\n",
            new AuthenticationResults("mx.example.org", [result]).ToField()
        );
    }

    private static int SetsOf(byte[] message)
    {
        using var hashed = new HashedMessage(message);
        return ArcSet.Find(hashed).Length;
    }
}
