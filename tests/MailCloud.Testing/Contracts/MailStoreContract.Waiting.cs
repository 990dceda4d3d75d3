using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_waits_is_woken_by_a_commit()
    {
        var known = (await Store.ReadAsync(Alice)).ModSeq;
        var waiting = Store.WaitForChangeAsync(Alice, known, CancellationToken.None).AsTask();
        await Store.AppendAsync(Alice, "INBOX");

        await waiting.WaitAsync(Long);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_a_commit_elsewhere()
    {
        var known = (await Store.ReadAsync(Alice)).ModSeq;
        var waiting = Store.WaitForChangeAsync(Alice, known, CancellationToken.None).AsTask();
        await Other.AppendAsync(Alice, "INBOX");

        await waiting.WaitAsync(Long);
    }

    [Fact]
    public async Task Who_waits_for_the_past_need_not_wait()
    {
        var known = (await Store.ReadAsync(Alice)).ModSeq;
        await Other.AppendAsync(Alice, "INBOX");

        await Store.WaitForChangeAsync(Alice, known, CancellationToken.None).AsTask().WaitAsync(Long);
    }

    [Fact]
    public async Task Who_waits_is_woken_when_the_account_is_removed()
    {
        var known = (await Store.ReadAsync(Alice)).ModSeq;
        var waiting = Store.WaitForChangeAsync(Alice, known, CancellationToken.None).AsTask();
        await Other.RemoveAccountAsync(Alice, CancellationToken.None);

        await waiting.WaitAsync(Long);
    }

    [Fact]
    public async Task Who_waits_may_give_up()
    {
        var known = (await Store.ReadAsync(Alice)).ModSeq;
        using var patience = new CancellationTokenSource();
        var waiting = Store.WaitForChangeAsync(Alice, known, patience.Token).AsTask();
        Assert.False(waiting.IsCompleted);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Long));
    }
}
