using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Spam.Models;
using Microsoft.Extensions.Logging;

namespace MailCloud.Spam.Filter;

/// <summary>
/// The model for everybody, in memory. Whoever asks gets what is there; when that is some minutes old, the newer one is fetched meanwhile, and is there for
/// the next message.
/// </summary>
public sealed class SharedModel(IModelStore store, TimeProvider time, ILogger<SharedModel> log)
{
    /// <summary>How old the model may be.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private DateTimeOffset looked = DateTimeOffset.MinValue;
    private Task refresh = Task.CompletedTask;
    private volatile SpamModel current = StartModel.Model;

    /// <summary>The newest model at hand; until one was learned, the one that comes with the program.</summary>
    public SpamModel Current
    {
        get
        {
            lock (gate)
                if (refresh.IsCompleted && time.GetUtcNow() - looked >= Lifetime)
                    (looked, refresh) = (time.GetUtcNow(), Task.Run(RefreshAsync));
            return current;
        }
    }

    /// <summary>Ends when the fetch that goes on now has ended.</summary>
    internal Task RefreshedAsync()
    {
        lock (gate)
            return refresh;
    }

    private async Task RefreshAsync()
    {
        try
        {
            var stored = await store.ReadAsync(ModelName.Everybody, CancellationToken.None);
            if (stored is null)
                current = StartModel.Model;
            else if (ModelFormat.Decode(stored.Content.Span) is { } model)
                current = model;
            else
                log.LogError("The spam filter's model cannot be read; the one at hand stays");
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The spam filter's model cannot be fetched; the one at hand stays");
        }
    }
}
