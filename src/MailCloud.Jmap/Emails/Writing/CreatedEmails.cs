using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Stores the message that an object describes.</summary>
/// <exception cref="SetFailure">It describes none.</exception>
internal delegate ValueTask<NewMessage> MakeMessage(JsonElement described, MethodCall call, CancellationToken cancellationToken);

/// <summary>The Emails that Email/set or Email/import makes: those that could be read, and what is wrong with the others.</summary>
internal sealed class CreatedEmails
{
    private readonly Dictionary<string, NewMessage> messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SetError> errors = new(StringComparer.Ordinal);

    /// <summary>By creation id what the server has set; null: none was made.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Created => created.Count > 0 ? created : null;

    /// <summary>Null: all were made.</summary>
    public IReadOnlyDictionary<string, SetError>? NotCreated => errors.Count > 0 ? errors : null;

    /// <summary>Stores the messages, and adds to what is written that they go into their mailboxes.</summary>
    public static async ValueTask<CreatedEmails> OfAsync(
        IReadOnlyDictionary<string, JsonElement>? described,
        AccountState state,
        EmailWrites writes,
        MethodCall call,
        MakeMessage make,
        CancellationToken cancellationToken
    )
    {
        var emails = new CreatedEmails();
        foreach (var (name, email) in described ?? ImmutableDictionary<string, JsonElement>.Empty)
            try
            {
                if (email.ValueKind != JsonValueKind.Object)
                    throw SetFailure.Invalid("An Email is an object.");
                var mailboxes = PropertySets.ReadMailboxes(Property(email, PropertySets.MailboxIds), state, call);
                var (flags, keywords) = PropertySets.ReadKeywords(Property(email, PropertySets.Keywords));
                var received = ReceivedAt(email);
                var message = await make(email, call, cancellationToken);
                message = message with
                {
                    Flags = flags,
                    Keywords = keywords,
                    InternalDateSeconds = received?.ToUnixTimeSeconds() ?? message.InternalDateSeconds,
                };
                emails.messages[name] = message;
                writes.Append(name, message, [.. mailboxes.OrderBy(mailbox => mailbox.Value)]);
            }
            catch (SetFailure failure)
            {
                emails.errors[name] = failure.Error;
            }
        return emails;
    }

    /// <summary>Learns what became of them.</summary>
    public void Finish(EmailWrites writes, MethodCall call)
    {
        foreach (var (name, message) in messages)
            if (writes.Created.TryGetValue(name, out var id))
            {
                call.CreatedIds[name] = JmapIds.Of(id);
                created[name] = Describe(id, message);
            }
            else
                errors[name] = SetFailure.ErrorOf(writes.Refusals[new WrittenObject(WriteKind.Create, name)]);
    }

    /// <summary>What is not in the object is undefined.</summary>
    private static JsonElement? Property(JsonElement email, string name) => email.TryGetProperty(name, out var value) ? value : null;

    private static DateTimeOffset? ReceivedAt(JsonElement email) =>
        Property(email, "receivedAt") switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } value when value.TryGetDateTimeOffset(out var time) => time,
            _ => throw SetFailure.Invalid("It is no date.", "receivedAt"),
        };

    private static JsonElement Describe(EmailId id, NewMessage message) =>
        JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["id"] = JmapIds.Of(id),
                ["blobId"] = BlobIds.Of(id),
                ["threadId"] = JmapIds.Of(message.ThreadId),
                ["size"] = message.Content.Length,
            },
            EmailJson.Default.JsonObject
        );
}
