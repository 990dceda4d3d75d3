using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Push;

/// <summary>The states of an account's types at one moment: what a StateChange is made of (RFC 8620 §7.1).</summary>
public sealed class AccountStates
{
    private const int IdOctets = 12;

    private AccountStates(AccountId account, ModSeq mail, ImmutableSortedDictionary<string, string> states)
    {
        Account = account;
        Mail = mail;
        Values = states;
    }

    public AccountId Account { get; }

    /// <summary>Up to where the account's mail is known.</summary>
    public ModSeq Mail { get; }

    /// <summary>The states by type.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; }

    public bool IsEmpty => Values.IsEmpty;

    /// <summary>The same for the same states: what an event is called.</summary>
    public string Id
    {
        get
        {
            var text = string.Join('\n', Values.Select(state => $"{state.Key} {state.Value}"));
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdOctets));
        }
    }

    /// <summary>Whether one of the types is no mail, so that its state is not the account's mail's.</summary>
    public static bool HasObjects(IReadOnlySet<string> types) => StateTypes.Objects.Values.Any(types.Contains);

    /// <summary>Reads the states of these types. Null: there is no such account.</summary>
    public static async ValueTask<AccountStates?> ReadAsync(
        IMailStore store,
        IObjectStore objects,
        AccountId account,
        IReadOnlySet<string> types,
        CancellationToken cancellationToken
    )
    {
        if (await store.ReadAsync(account, StateDepth.Directory, cancellationToken) is not { } state)
            return null;
        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var type in StateTypes.Mail.Where(types.Contains))
            found[type] = JmapIds.Of(state.ModSeq);
        // Mail that is delivered elsewhere, or put there, is nothing to wake a telephone for.
        if (types.Contains(StateTypes.EmailDelivery) && state.Directory.Find(MailboxRole.Inbox) is { } inbox)
            found[StateTypes.EmailDelivery] = $"{inbox.LastUid}";
        if (HasObjects(types))
            foreach (var (kind, number) in await objects.ReadStatesAsync(account, cancellationToken))
                if (StateTypes.Objects.TryGetValue(kind, out var type) && types.Contains(type))
                    found[type] = $"{number}";
        return new AccountStates(account, state.ModSeq, found.ToImmutable());
    }

    /// <summary>Those of the types.</summary>
    public AccountStates Only(IReadOnlySet<string> types) => Where(state => types.Contains(state.Key));

    /// <summary>Those states that are not what they were.</summary>
    public AccountStates Since(IReadOnlyDictionary<string, string> older) =>
        Where(state => !string.Equals(older.GetValueOrDefault(state.Key), state.Value, StringComparison.Ordinal));

    /// <summary>Writes a StateChange.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("@type", "StateChange");
        writer.WriteStartObject("changed");
        writer.WriteStartObject(JmapIds.Of(Account));
        foreach (var (type, state) in Values)
            writer.WriteString(type, state);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private AccountStates Where(Func<KeyValuePair<string, string>, bool> condition) =>
        new(Account, Mail, Values.Where(condition).ToImmutableSortedDictionary(StringComparer.Ordinal));
}
