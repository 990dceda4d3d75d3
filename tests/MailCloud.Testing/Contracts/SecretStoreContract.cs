using MailCloud.Mail.Secrets;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of secrets does.</summary>
public abstract class SecretStoreContract
{
    private static readonly SecretName Name = new("dkim-example-org-mc1r");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The store, empty when a test starts.</summary>
    protected abstract ISecretStore Store { get; }

    [Fact]
    public async Task What_was_set_is_found_until_it_is_removed()
    {
        Assert.Null(await Store.FindAsync(Name, Cancel));
        await Store.SetAsync(Name, "one", Cancel);
        Assert.Equal("one", await Store.FindAsync(Name, Cancel));
        await Store.SetAsync(Name, "two", Cancel);
        Assert.Equal("two", await Store.FindAsync(Name, Cancel));

        Assert.True(await Store.RemoveAsync(Name, Cancel));
        Assert.Null(await Store.FindAsync(Name, Cancel));
        Assert.False(await Store.RemoveAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_removed_name_can_be_used_again()
    {
        await Store.SetAsync(Name, "one", Cancel);
        await Store.RemoveAsync(Name, Cancel);
        await Store.SetAsync(Name, "two", Cancel);
        Assert.Equal("two", await Store.FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task Names_do_not_differ_by_case()
    {
        await Store.SetAsync(new SecretName("SmartHost"), "x", Cancel);
        Assert.Equal("x", await Store.FindAsync(new SecretName("smarthost"), Cancel));
        Assert.Equal(["smarthost"], await NamesAsync(""));
    }

    [Fact]
    public async Task Values_are_kept_as_they_are()
    {
        var value = "-----BEGIN KEY-----\r\n ä€😀 \"quoted\\\"\n\n\t";
        await Store.SetAsync(Name, value, Cancel);
        Assert.Equal(value, await Store.FindAsync(Name, Cancel));
        var longest = new string('x', ISecretStore.MaxValueOctets);
        await Store.SetAsync(Name, longest, Cancel);
        Assert.Equal(longest, await Store.FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_value_that_no_vault_takes_is_refused_and_not_repeated()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SetAsync(Name, "", Cancel).AsTask());
        var tooLong = new string('x', ISecretStore.MaxValueOctets + 1);
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Store.SetAsync(Name, tooLong, Cancel).AsTask());
        Assert.DoesNotContain("xxx", refusal.ToString(), StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task Names_are_listed_in_order_by_how_they_start()
    {
        foreach (var name in new[] { "dkim-b", "smarthost", "dkim-a", "dkimx", "dkim-c" })
            await Store.SetAsync(new SecretName(name), "x", Cancel);
        await Store.RemoveAsync(new SecretName("dkim-c"), Cancel);

        Assert.Equal(["dkim-a", "dkim-b"], await NamesAsync("dkim-"));
        Assert.Equal(["dkim-a", "dkim-b", "dkimx", "smarthost"], await NamesAsync(""));
        Assert.Empty(await NamesAsync("nothing"));
    }

    private ValueTask<List<string>> NamesAsync(string prefix) =>
        Store.ListAsync(prefix, Cancel).Select(name => name.Value).ToListAsync(Cancel);
}
