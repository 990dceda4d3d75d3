using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Objects;

namespace MailCloud.Jmap.Push;

/// <summary>PushSubscription/set (RFC 8620 §7.2.2).</summary>
internal sealed class PushSubscriptionSet(PushSender push, MethodCall call, Dictionary<string, KeptSubscription> present)
{
    private const int MaxSubscriptions = 20;
    private const int IdOctets = 12;
    private const int CodeOctets = 24;

    private readonly Dictionary<string, JsonObject> created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject?> updated = new(StringComparer.Ordinal);
    private readonly List<string> destroyed = [];
    private readonly Dictionary<string, SetError> notCreated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SetError> notUpdated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SetError> notDestroyed = new(StringComparer.Ordinal);

    private DateTimeOffset Now => call.Server.Time.GetUtcNow();

    public static async ValueTask<PushSetResponse> RunAsync(
        PushSetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        if (call.Server.Push is not { } push)
            throw new MethodException("forbidden", "This server does not push.");
        JmapLimits.CheckSet(new SetArguments(AccountId: null, null, arguments.Create, arguments.Update, arguments.Destroy));
        var all = await PushSubscription.ReadAsync(call.Server.Objects, call.Account, cancellationToken);
        var set = new PushSubscriptionSet(push, call, all.ToDictionary(kept => kept.Id, StringComparer.Ordinal));
        await set.RemoveExpiredAsync(cancellationToken);
        foreach (var (creation, properties) in arguments.Create ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            await set.CreateAsync(creation, properties, cancellationToken);
        foreach (var (id, patch) in arguments.Update ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            await set.UpdateAsync(id, patch, cancellationToken);
        foreach (var id in arguments.Destroy?.Distinct(StringComparer.Ordinal) ?? [])
            await set.DestroyAsync(id, cancellationToken);
        return new PushSetResponse(set.created, set.updated, set.destroyed, set.notCreated, set.notUpdated, set.notDestroyed);
    }

    private async ValueTask RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        foreach (var kept in present.Values.Where(kept => kept.Subscription.Expires <= Now).ToList())
        {
            present.Remove(kept.Id);
            await TryWriteAsync(new ObjectWrite(kept.Id, Body: null), cancellationToken);
        }
    }

    private async ValueTask CreateAsync(string creation, JsonElement properties, CancellationToken cancellationToken)
    {
        if (present.Count >= MaxSubscriptions)
        {
            notCreated[creation] = SetError.OverQuota($"There can be {MaxSubscriptions} subscriptions.");
            return;
        }
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CodeOctets));
        var form = new PushSubscriptionForm(properties, Now);
        if (form.ReadNew(code) is not { } subscription)
        {
            notCreated[creation] = form.Error;
            return;
        }
        if (!push.MayVerify(call.Account))
        {
            notCreated[creation] = new SetError("rateLimit", "Too many subscriptions were made lately.");
            return;
        }
        var id = "P" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdOctets));
        if (await TryWriteAsync(new ObjectWrite(id, subscription.ToBody(), Expected: 0), cancellationToken) is not { } version)
            throw new MethodException("serverPartialFail");
        present[id] = new KeptSubscription(id, version, subscription);
        created[creation] = new JsonObject { ["id"] = id, ["expires"] = PushSubscriptionMethods.Date(subscription.Expires) };
        call.CreatedIds[creation] = id;
        await push.VerifyAsync(call.Account, id, subscription, cancellationToken);
    }

    private async ValueTask UpdateAsync(string id, JsonElement patch, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } kept)
        {
            notUpdated[id] = SetError.NotFound;
            return;
        }
        var form = new PushSubscriptionForm(patch, Now);
        if (form.ReadChange(kept.Subscription) is not { } next)
        {
            notUpdated[id] = form.Error;
            return;
        }
        // The client knows where the account is, or asks; it is told what happens from now on.
        if (next.IsVerified && !kept.Subscription.IsVerified)
            next = next with { Told = await StatesAsync(next, cancellationToken) };
        if (await TryWriteAsync(kept.Replace(next), cancellationToken) is not { } version)
        {
            notUpdated[id] = new SetError("serverFail", "The subscription has changed meanwhile.");
            return;
        }
        present[kept.Id] = new KeptSubscription(kept.Id, version, next);
        updated[kept.Id] = new JsonObject { ["expires"] = PushSubscriptionMethods.Date(next.Expires) };
    }

    private async ValueTask<IReadOnlyDictionary<string, string>> StatesAsync(PushSubscription next, CancellationToken cancellationToken)
    {
        var states = await AccountStates.ReadAsync(
            call.Server.Store,
            call.Server.Objects,
            call.Account,
            next.WantedTypes,
            cancellationToken
        );
        return states?.Values ?? throw MethodException.AccountNotFound();
    }

    private async ValueTask DestroyAsync(string id, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } kept)
        {
            notDestroyed[id] = SetError.NotFound;
            return;
        }
        present.Remove(kept.Id);
        await TryWriteAsync(new ObjectWrite(kept.Id, Body: null), cancellationToken);
        destroyed.Add(kept.Id);
    }

    private KeptSubscription? Find(string id) => call.Resolve(id) is { } known ? present.GetValueOrDefault(known) : null;

    private ValueTask<ulong?> TryWriteAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        call.Server.Objects.TryCommitAsync(call.Account, PushSubscription.Kind, [write], cancellationToken);
}
