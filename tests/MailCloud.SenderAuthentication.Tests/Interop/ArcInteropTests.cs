using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Tests.Arc;

namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>We and dkimpy add to each other's chains.</summary>
public class ArcInteropTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_chain_that_both_made_passes_with_both(string name)
    {
        var message = Chains.Seal(Samples.Read(name), Keys.Rsa, "spf=pass smtp.mailfrom=football.example.com; arc=none");
        await BothPassAsync(message, length: 1);

        const string Other = "other.example.org";
        message =
        [
            .. Messages.Bytes($"Authentication-Results: {Other}; arc=pass; spf=fail smtp.mailfrom=football.example.com\r\n"),
            .. message,
        ];
        message = await Dkimpy.SealAsync(message, Keys.Rsa, Other);
        await BothPassAsync(message, length: 2);

        message = Chains.Seal(message, Keys.Rsa, "arc=pass; spf=fail");
        await BothPassAsync(message, length: 3);

        var changed = Samples.Change(message);
        Assert.Equal("fail", await Dkimpy.VerifyChainAsync(changed));
        Assert.Equal(ArcStatus.Fail, (await Chains.VerifyAsync(Keys.Dns, changed)).Status);
    }

    private static async Task BothPassAsync(byte[] message, int length)
    {
        var result = await Chains.VerifyAsync(Keys.Dns, message);
        Assert.Equal((ArcStatus.Pass, length, null), (result.Status, result.Sealers.Length, result.Note));
        Assert.Equal("pass", await Dkimpy.VerifyChainAsync(message));
    }
}
