using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>We and others understand each other's DKIM signatures.</summary>
public class DkimInteropTests
{
    public static TheoryData<string> Names => Samples.Names;

    public static MatrixTheoryData<string, string, string> NamesAndCanonicalizations =>
        new([.. Names.Select(row => row.Data)], ["simple", "relaxed"], ["simple", "relaxed"]);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Dkimpy_verifies_ours(string name)
    {
        var message = Messages.Sign(Samples.Read(name), Keys.Rsa, Keys.Ed25519);
        Assert.Equal(["pass", "pass"], await Dkimpy.VerifyAsync(message));
        Assert.Equal(["fail", "fail"], await Dkimpy.VerifyAsync(Samples.Change(message)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task OpenDkim_verifies_ours(string name)
    {
        foreach (var key in new[] { Keys.Rsa, Keys.Ed25519 })
        {
            var message = Messages.Sign(Samples.Read(name), key);
            Assert.Equal("Success", await OpenDkim.VerifyAsync(message));
            Assert.Equal("Bad signature", await OpenDkim.VerifyAsync(Samples.Change(message)));
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndCanonicalizations))]
    public async Task We_verify_dkimpys(string name, string header, string body)
    {
        foreach (var key in new[] { Keys.Rsa, Keys.Ed25519 })
            await VerifyAsync(await Dkimpy.SignAsync(Samples.Read(name), key, header, body));
    }

    [Theory]
    [MemberData(nameof(NamesAndCanonicalizations))]
    public async Task We_verify_OpenDkims(string name, string header, string body) =>
        await VerifyAsync(await OpenDkim.SignAsync(Samples.Read(name), Keys.Rsa, header, body));

    [Fact]
    public async Task We_do_not_believe_what_opendkim_testmsg_signs()
    {
        var message = await OpenDkim.SignWithSha1Async(Samples.Read("plain"), Keys.Rsa);
        var result = Assert.Single(await Messages.VerifyAsync(Keys.Dns, message));
        Assert.Equal((DkimStatus.PermError, "rsa-sha1 is obsolete"), (result.Status, result.Note));
    }

    private static async Task VerifyAsync(byte[] message)
    {
        var result = Assert.Single(await Messages.VerifyAsync(Keys.Dns, message, cut: 5));
        Assert.Equal((DkimStatus.Pass, null), (result.Status, result.Note));
        result = Assert.Single(await Messages.VerifyAsync(Keys.Dns, Samples.Change(message)));
        Assert.Equal(DkimStatus.Fail, result.Status);
    }
}
