using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Push;

/// <summary>Follows the states of an account.</summary>
public sealed class StateWatch
{
    /// <summary>Mail tells when it changes; objects have to be asked.</summary>
    private static readonly TimeSpan ObjectInterval = TimeSpan.FromSeconds(10);

    private readonly JmapServer server;
    private readonly IReadOnlySet<string> types;

    private StateWatch(JmapServer server, IReadOnlySet<string> types, AccountStates states)
    {
        this.server = server;
        this.types = types;
        States = states;
    }

    /// <summary>The states as they were found last.</summary>
    public AccountStates States { get; private set; }

    /// <summary>Null: there is no such account.</summary>
    public static async ValueTask<StateWatch?> StartAsync(
        JmapServer server,
        AccountId account,
        IReadOnlySet<string> types,
        CancellationToken cancellationToken
    ) =>
        await AccountStates.ReadAsync(server.Store, server.Objects, account, types, cancellationToken) is { } states
            ? new StateWatch(server, types, states)
            : null;

    /// <summary>Waits until states have changed.</summary>
    /// <returns>Those that have. Null: there is no such account any more.</returns>
    public async Task<AccountStates?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(cancellationToken);
            if (await AccountStates.ReadAsync(server.Store, server.Objects, States.Account, types, cancellationToken) is not { } now)
                return null;
            var changed = now.Since(States.Values);
            States = now;
            if (!changed.IsEmpty)
                return changed;
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mail = server.Store.WaitForChangeAsync(States.Account, States.Mail, enough.Token).AsTask();
        if (!AccountStates.HasObjects(types))
        {
            await mail;
            return;
        }
        var interval = Task.Delay(ObjectInterval, server.Time, enough.Token);
        var first = await Task.WhenAny(mail, interval);
        await enough.CancelAsync();
        await first;
    }
}
