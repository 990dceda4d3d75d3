using System.Collections.Immutable;
using System.Text.Json;
using MailCloud.Certificates.Zones;
using MailCloud.Mail.Secrets;

namespace MailCloud.Certificates.Renewal;

/// <summary>What one run of a renewal leaves to the next: so that an order goes on after a crash, and a failing one is not tried all the time.</summary>
internal sealed record RenewalState
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>The longest that an authority is left alone, whatever it asks for.</summary>
    private static readonly TimeSpan LongestWish = TimeSpan.FromDays(7);

    /// <summary>Runs come once an hour: one that comes a moment early counts.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>The authority that was asked.</summary>
    public Uri? Directory { get; init; }

    /// <summary>The names that a certificate was ordered for.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The order at the authority; null: none was placed.</summary>
    public Uri? Order { get; init; }

    /// <summary>The request in the vault that the order is for.</summary>
    public string? Request { get; init; }

    /// <summary>The TXT records that were written and may still be there.</summary>
    public ImmutableArray<DnsText> Records { get; init; } = [];

    /// <summary>How often in a row it came to nothing.</summary>
    public int Failures { get; init; }

    /// <summary>Until when it is not tried again; null: it may be tried now.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why it came to nothing.</summary>
    public string? Problem { get; init; }

    public bool IsIdle => Order is null && Records.IsEmpty && Failures == 0;

    /// <param name="wish">How long the authority wants to be left alone; null: it does not say.</param>
    public RenewalState Failed(string problem, TimeSpan? wish, DateTimeOffset now)
    {
        var pause = TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Min(Failures, 10), LongestPause.Ticks)) - Slack;
        if (wish > pause)
            pause = wish.Value < LongestWish ? wish.Value : LongestWish;
        return this with { Failures = Failures + 1, Problem = problem, NotBefore = now + pause };
    }
}

/// <summary>Where the state of a certificate's renewal is kept: as a secret, because there is a store for secrets anyway and hardly ever anything to write.</summary>
/// <param name="certificate">The certificate's name in the vault.</param>
internal sealed class RenewalStates(ISecretStore secrets, string certificate)
{
    private readonly SecretName name = new($"acme-order-{certificate}");

    public async Task<RenewalState> ReadAsync(CancellationToken cancellationToken)
    {
        if (await secrets.FindAsync(name, cancellationToken) is not { } json)
            return new RenewalState();
        try
        {
            return JsonSerializer.Deserialize<RenewalState>(json, JsonSerializerOptions.Web) ?? new RenewalState();
        }
        catch (JsonException)
        {
            // Written by a version that does not go with this one: the worst is an order more.
            return new RenewalState();
        }
    }

    public async Task WriteAsync(RenewalState state, CancellationToken cancellationToken) =>
        await secrets.SetAsync(name, JsonSerializer.Serialize(state, JsonSerializerOptions.Web), cancellationToken);
}
