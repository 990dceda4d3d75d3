using System.Buffers;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Submissions;

namespace MailCloud.Jmap.Submissions;

/// <summary>What becomes of Emails when their submissions were made, called back or forgotten: an <c>Email/set</c> that follows (RFC 8621 §7.5).</summary>
internal sealed class SubmissionEffects
{
    private readonly Dictionary<string, string> emails = new(StringComparer.Ordinal);

    /// <summary>A submission was set as it was to be.</summary>
    public void Add(SetStep step, string id, Submission submission)
    {
        emails[id] = submission.EmailId;
        emails[step.Action is SetAction.Create ? "#" + step.Key : step.Key] = submission.EmailId;
    }

    /// <summary>The arguments of that call; null: there is none.</summary>
    public JsonElement? ToArguments(string account, SubmissionSetArguments arguments, MethodCall call)
    {
        var updates = (arguments.OnSuccessUpdateEmail ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            .Select(entry => (Email: Find(entry.Key, call), Patch: entry.Value))
            .Where(entry => entry.Email is not null)
            .DistinctBy(entry => entry.Email, StringComparer.Ordinal)
            .ToList();
        var destroyed = (arguments.OnSuccessDestroyEmail ?? [])
            .Select(id => Find(id, call))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (updates.Count + destroyed.Count == 0)
            return null;
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            writer.WriteString("accountId", account);
            writer.WriteStartObject("update");
            foreach (var (email, patch) in updates)
            {
                writer.WritePropertyName(email!);
                patch.WriteTo(writer);
            }
            writer.WriteEndObject();
            writer.WriteStartArray("destroy");
            foreach (var email in destroyed)
                writer.WriteStringValue(email);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return JsonElement.Parse(written.WrittenSpan);
    }

    private string? Find(string id, MethodCall call) =>
        emails.GetValueOrDefault(id) ?? (call.Resolve(id) is { } known ? emails.GetValueOrDefault(known) : null);
}
