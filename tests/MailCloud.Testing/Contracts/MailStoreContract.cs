using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>
/// What every mail store does: a store's tests derive from this and say how to make one. Each test has an account of its own, so that they may
/// share a store.
/// </summary>
public abstract partial class MailStoreContract : IAsyncLifetime
{
    /// <summary>The account of this test.</summary>
    protected AccountId Alice { get; } = new($"alice-{Guid.NewGuid():N}@example.org");

    protected IMailStore Store { get; private set; } = null!;

    /// <summary>The same mail through another store object, as another process has it; the same object where there is only one.</summary>
    protected IMailStore Other { get; private set; } = null!;

    protected abstract ValueTask<(IMailStore Store, IMailStore Other)> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        (Store, Other) = await OpenAsync();
        Assert.True(await Store.CreateAccountAsync(Alice, CancellationToken.None));
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_new_account_has_the_standard_mailboxes()
    {
        var state = await Store.ReadAsync(Alice);

        Assert.Equal(["Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash"], state.Directory.Mailboxes.Select(mailbox => mailbox.Name));
        Assert.All(state.Directory.Mailboxes, mailbox => Assert.True(mailbox.Subscribed && mailbox.Role != MailboxRole.None));
        Assert.Equal(state.ModSeq, new ModSeq(state.Directory.Mailboxes.Max(mailbox => mailbox.Id.Value)));
        Assert.Equal(1u, state.Mailbox("INBOX").UidNext);
        Assert.Equal(0, state.In("INBOX").Count);
    }

    [Fact]
    public async Task An_account_is_made_once()
    {
        await Store.AppendAsync(Alice, "INBOX");

        Assert.False(await Other.CreateAccountAsync(Alice, CancellationToken.None));
        Assert.Equal(1, (await Store.ReadAsync(Alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task Of_many_who_make_an_account_one_succeeds()
    {
        var bob = new AccountId($"bob-{Alice}");
        var made = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? Store : Other).CreateAccountAsync(bob, CancellationToken.None).AsTask())
        );

        Assert.Single(made, true);
        Assert.Equal(6, (await Store.ReadAsync(bob)).Directory.Count);
    }

    [Fact]
    public async Task An_unknown_account_is_nothing()
    {
        var nobody = new AccountId($"nobody-{Alice}");

        Assert.Null(await Store.ReadAsync(nobody, StateDepth.Directory, CancellationToken.None));
        Assert.Null(await Store.ReadAsync(nobody, StateDepth.Messages, CancellationToken.None));
        Assert.False(await Store.RemoveAccountAsync(nobody, CancellationToken.None));
        await Store.WaitForChangeAsync(nobody, new ModSeq(5), CancellationToken.None);
        await Assert.ThrowsAsync<UnknownAccountException>(async () =>
            await Store.CommitAsync(nobody, new CreateMailbox("Lists"), CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_removed_account_is_gone_for_everyone()
    {
        await Other.AppendAsync(Alice, "INBOX");

        Assert.True(await Store.RemoveAccountAsync(Alice, CancellationToken.None));

        Assert.Null(await Store.ReadAsync(Alice, StateDepth.Messages, CancellationToken.None));
        Assert.Null(await Other.ReadAsync(Alice, StateDepth.Directory, CancellationToken.None));
        Assert.False(await Store.RemoveAccountAsync(Alice, CancellationToken.None));
        await Assert.ThrowsAsync<UnknownAccountException>(async () =>
            await Other.CommitAsync(Alice, new CreateMailbox("Lists"), CancellationToken.None)
        );
    }

    [Fact]
    public async Task An_account_made_anew_begins_above_the_removed_one()
    {
        var key = new DeliveryKey("delivered before");
        var message = ContractMail.MessageAt(ContractMail.Nowhere());
        await Store.DoAsync(Alice, new AppendMessages(MailboxTarget.Inbox, [message], key));
        await Store.AppendAsync(Alice, "INBOX", 50);
        var before = await Other.ReadAsync(Alice);

        await Store.RemoveAccountAsync(Alice, CancellationToken.None);
        Assert.True(await Store.CreateAccountAsync(Alice, CancellationToken.None));

        foreach (var store in new[] { Store, Other })
        {
            var after = await store.ReadAsync(Alice);
            Assert.True(after.Mailbox("INBOX").UidValidity > before.ModSeq.Value);
            Assert.Equal(0, after.In("INBOX").Count);
            Assert.Equal(6, after.Directory.Count);
        }
        await Other.DoAsync(Alice, new AppendMessages(MailboxTarget.Inbox, [message], key));
    }
}
