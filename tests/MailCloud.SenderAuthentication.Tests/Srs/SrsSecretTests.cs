using System.Security.Cryptography;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Secrets;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Srs;

public class SrsSecretTests
{
    private static readonly SecretName Name = new("srs");
    private static readonly Address Sender = new("joe", "example.com");

    private readonly MemorySecrets secrets = new();

    [Fact]
    public async Task It_is_made_once()
    {
        var local = (await OpenAsync()).Forward(Sender, "example.org")!.LocalPart;
        Assert.Equal(Sender, (await OpenAsync()).TryReverse(local));
    }

    [Fact]
    public async Task It_can_be_replaced_while_addresses_of_the_old_one_are_about()
    {
        var local = (await OpenAsync()).Forward(Sender, "example.org")!.LocalPart;
        var old = await secrets.FindAsync(Name, CancellationToken.None);
        var replacement = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

        await secrets.SetAsync(Name, $"{replacement} {old}", CancellationToken.None);
        Assert.Equal(Sender, (await OpenAsync()).TryReverse(local));
        var later = (await OpenAsync()).Forward(Sender, "example.org")!.LocalPart;

        await secrets.SetAsync(Name, replacement, CancellationToken.None);
        Assert.Null((await OpenAsync()).TryReverse(local));
        Assert.Equal(Sender, (await OpenAsync()).TryReverse(later));
    }

    private ValueTask<SenderRewriting> OpenAsync() => SrsSecret.OpenAsync(secrets, Messages.Time, CancellationToken.None);
}
