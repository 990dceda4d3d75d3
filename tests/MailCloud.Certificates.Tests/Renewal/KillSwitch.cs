using MailCloud.Mail.Secrets;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>
/// Ends a process at one of its steps, which are its requests and what it writes to the store of secrets: from then on nothing it does has any effect.
/// </summary>
/// <param name="step">The step, from 1.</param>
/// <param name="isLate">Whether the step is still done, and only its answer never comes.</param>
internal sealed class KillSwitch(int step, bool isLate)
{
    private int steps;

    /// <summary>Whether the process got so far.</summary>
    public bool WasUsed => Volatile.Read(ref steps) >= step;

    public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this, inner);

    public ISecretStore Around(ISecretStore inner) => new Store(this, inner);

    private async Task<T> StepAsync<T>(Func<Task<T>> action)
    {
        var number = Interlocked.Increment(ref steps);
        if (number > step || (number == step && !isLate))
            throw new KilledException();
        var result = await action();
        return number == step ? throw new KilledException() : result;
    }

    private sealed class Handler(KillSwitch kill, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            kill.StepAsync(() => base.SendAsync(request, cancellationToken));
    }

    private sealed class Store(KillSwitch kill, ISecretStore inner) : ISecretStore
    {
        public ValueTask<string?> FindAsync(SecretName name, CancellationToken cancellationToken) =>
            inner.FindAsync(name, cancellationToken);

        public async ValueTask SetAsync(SecretName name, string value, CancellationToken cancellationToken) =>
            await kill.StepAsync(async () =>
            {
                await inner.SetAsync(name, value, cancellationToken);
                return true;
            });

        public ValueTask<bool> RemoveAsync(SecretName name, CancellationToken cancellationToken) =>
            inner.RemoveAsync(name, cancellationToken);

        public IAsyncEnumerable<SecretName> ListAsync(string prefix, CancellationToken cancellationToken) =>
            inner.ListAsync(prefix, cancellationToken);
    }
}

/// <summary>The process is no more.</summary>
internal sealed class KilledException() : Exception("The process was killed.");
