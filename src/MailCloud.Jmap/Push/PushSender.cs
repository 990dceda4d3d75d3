using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MailCloud.Mail.Limits;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Jmap.Push;

/// <summary>
/// Pushes changes to clients that are not connected (RFC 8620 §7.2, RFC 8030). It works behind the changes, and never holds them up: a push that is lost is made
/// good by the next one, since each says where the account is. What a client was told last is kept with its subscription, so that of several processes only one
/// tells it, and nobody is woken for nothing.
/// </summary>
/// <param name="http">Connects to public addresses only: where it goes is what clients say.</param>
public sealed class PushSender(
    IMailStore store,
    IObjectStore objects,
    HttpClient http,
    Vapid vapid,
    TimeProvider time,
    ILogger<PushSender> log
)
{
    /// <summary>How long it is remembered that an account has no subscriptions.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>Between two rounds for an account.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How long a push service keeps a message for a client that is away.</summary>
    private static readonly TimeSpan MessageLife = TimeSpan.FromDays(1);

    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    /// <summary>New subscriptions of an account in an hour: each is a request to an address that its client has thought of.</summary>
    private const int MaxVerifications = 30;

    private readonly ConcurrentDictionary<AccountId, DateTimeOffset> quiet = new();
    private readonly RateLimit<AccountId> verifications = new(MaxVerifications, TimeSpan.FromHours(1), time);
    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, Task> running = [];
    private readonly HashSet<AccountId> again = [];

    /// <summary>What a browser subscribes with.</summary>
    public string PublicKey => vapid.PublicKey;

    /// <summary>An account has changed.</summary>
    public void Notify(AccountId account)
    {
        if (quiet.TryGetValue(account, out var until))
        {
            if (time.GetUtcNow() < until)
                return;
            quiet.TryRemove(account, out _);
        }
        lock (gate)
        {
            if (running.ContainsKey(account))
                again.Add(account);
            else
                running[account] = Task.Run(() => RunAsync(account));
        }
    }

    /// <summary>Ends when all that was begun is done.</summary>
    public async Task WaitAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (gate)
                tasks = [.. running.Values];
            if (tasks.Length == 0)
                return;
            await Task.WhenAll(tasks);
        }
    }

    /// <summary>Whether an account may have one more subscription made for now.</summary>
    internal bool MayVerify(AccountId account) => verifications.TryTake(account);

    /// <summary>Sends a new subscription its code (RFC 8620 §7.2.2). Its address may be wrong, which nobody but its client can find out.</summary>
    internal async Task VerifyAsync(AccountId account, string id, PushSubscription subscription, CancellationToken cancellationToken)
    {
        quiet.TryRemove(account, out _);
        await SendAsync(
            account,
            subscription,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("@type", "PushVerification");
                writer.WriteString("pushSubscriptionId", id);
                writer.WriteString("verificationCode", subscription.Code);
                writer.WriteEndObject();
            },
            cancellationToken
        );
    }

    private async Task RunAsync(AccountId account)
    {
        while (true)
        {
            try
            {
                await RunRoundAsync(account, CancellationToken.None);
            }
            catch (Exception e)
            {
                // Nobody waits for this, and the next change tries again.
                log.LogWarning(e, "Pushes for {Account} failed", account);
            }
            lock (gate)
                if (!again.Remove(account))
                {
                    running.Remove(account);
                    return;
                }
            await Task.Delay(Pause, time);
        }
    }

    private async Task RunRoundAsync(AccountId account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await PushSubscription.ReadAsync(objects, account, cancellationToken);
        var wanted = all.Where(kept => kept.Subscription.IsVerified && kept.Subscription.Expires > now).ToList();
        if (wanted.Count == 0)
        {
            quiet[account] = now + Quiet;
            return;
        }
        var types = wanted.SelectMany(kept => kept.Subscription.WantedTypes).ToHashSet(StringComparer.Ordinal);
        if (await AccountStates.ReadAsync(store, objects, account, types, cancellationToken) is not { } states)
            return;
        foreach (var kept in wanted)
        {
            var news = states.Only(kept.Subscription.WantedTypes).Since(kept.Subscription.Told);
            if (news.IsEmpty)
                continue;
            var told = new Dictionary<string, string>(kept.Subscription.Told, StringComparer.Ordinal);
            foreach (var (type, state) in news.Values)
                told[type] = state;
            // Whoever writes it down first sends it.
            var write = kept.Replace(kept.Subscription with { Told = told });
            if (await objects.TryCommitAsync(account, PushSubscription.Kind, [write], cancellationToken) is null)
                continue;
            if (
                await SendAsync(account, kept.Subscription, news.Write, cancellationToken) is HttpStatusCode.NotFound or HttpStatusCode.Gone
            )
                await objects.TryCommitAsync(account, PushSubscription.Kind, [new ObjectWrite(kept.Id, Body: null)], cancellationToken);
        }
    }

    /// <returns>What the service answered; null: nothing.</returns>
    private async Task<HttpStatusCode?> SendAsync(
        AccountId account,
        PushSubscription subscription,
        Action<Utf8JsonWriter> write,
        CancellationToken cancellationToken
    )
    {
        var message = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(message))
            write(writer);
        using var request = new HttpRequestMessage(HttpMethod.Post, subscription.Url);
        request.Content = ContentOf(subscription, message.WrittenSpan);
        request.Headers.Authorization = new AuthenticationHeaderValue("vapid", vapid.Authorize(subscription.Url, ContactOf(account)));
        // RFC 8030 §5.2 and §5.4: of messages that wait for a client only the newest counts.
        request.Headers.Add("TTL", $"{(int)MessageLife.TotalSeconds}");
        request.Headers.Add("Topic", "state");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(SendLimit);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            if (!answer.IsSuccessStatusCode)
                log.LogInformation("{Host} answered {Status} to a push", subscription.Url.Host, (int)answer.StatusCode);
            return answer.StatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log.LogInformation("{Host} took no push: {Reason}", subscription.Url.Host, e.Message);
            return null;
        }
    }

    private static ByteArrayContent ContentOf(PushSubscription subscription, ReadOnlySpan<byte> message)
    {
        if (subscription.Keys is not var (key, auth))
        {
            var plain = new ByteArrayContent(message.ToArray());
            plain.Headers.ContentType = new("application/json");
            return plain;
        }
        var content = new ByteArrayContent(PushEncryption.Encrypt(message, key, auth));
        content.Headers.ContentType = new("application/octet-stream");
        content.Headers.ContentEncoding.Add("aes128gcm");
        return content;
    }

    private static string ContactOf(AccountId account) => $"postmaster@{account.Value[(account.Value.LastIndexOf('@') + 1)..]}";
}
