using Azure;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Storage.Maildrops;

/// <summary>
/// A session's lease, renewed until it is disposed. Storage that is away for a while does not end it: as long as nobody else has taken the maildrop, it is this
/// session's.
/// </summary>
internal sealed class MaildropLease : IMaildropLease
{
    private static readonly TimeSpan RenewalInterval = MaildropTable.LeaseTime / 3;

    /// <summary>How long a client that leaves waits for its maildrop to be free; otherwise the lease runs out.</summary>
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(5);

    private readonly MaildropTable table;
    private readonly AccountId account;
    private readonly Guid holder;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim renewal = new(1);
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;

    // Null: lost.
    private ETag? etag;
    private bool isDisposed;

    public MaildropLease(MaildropTable table, AccountId account, Guid holder, ETag etag, TimeProvider time, ILogger logger)
    {
        (this.table, this.account, this.holder, this.etag, this.time, this.logger) = (table, account, holder, etag, time, logger);
        renewing = KeepAsync();
    }

    public async ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        await renewal.WaitAsync(cancellationToken);
        try
        {
            if (etag is { } held)
                etag = await table.RenewAsync(account, holder, held, cancellationToken);
            return etag is not null;
        }
        finally
        {
            renewal.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        await ended.CancelAsync();
        await renewing;
        if (etag is not null)
            await ReleaseAsync();
        ended.Dispose();
        renewal.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(RenewalInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
                if (!await TryConfirmAsync())
                    return;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The session is over.
        }
    }

    /// <summary>False: the lease is lost.</summary>
    private async Task<bool> TryConfirmAsync()
    {
        try
        {
            if (await ConfirmAsync(ended.Token))
                return true;
            logger.LogWarning("The maildrop of {Account} was taken by another session", account);
            return false;
        }
        catch (StoreUnavailableException e)
        {
            logger.LogWarning(e, "The lease of the maildrop of {Account} could not be renewed", account);
            return true;
        }
    }

    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(ReleaseTime, time);
        try
        {
            await table.RemoveAsync(account, holder, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            logger.LogWarning(e, "The maildrop of {Account} could not be given back and is free when its lease has run out", account);
        }
    }
}
