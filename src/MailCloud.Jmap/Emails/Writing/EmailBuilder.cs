using System.Collections.Frozen;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Reading;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Makes a message of an Email as clients describe one (RFC 8621 §4.6), and stores it.</summary>
internal static class EmailBuilder
{
    /// <summary>Properties that are header fields.</summary>
    private static readonly FrozenDictionary<string, HeaderProperty> Fields = new Dictionary<string, HeaderProperty>(StringComparer.Ordinal)
    {
        ["messageId"] = new("Message-ID", HeaderForm.MessageIds, All: false),
        ["inReplyTo"] = new("In-Reply-To", HeaderForm.MessageIds, All: false),
        ["references"] = new("References", HeaderForm.MessageIds, All: false),
        ["sender"] = new("Sender", HeaderForm.Addresses, All: false),
        ["from"] = new("From", HeaderForm.Addresses, All: false),
        ["to"] = new("To", HeaderForm.Addresses, All: false),
        ["cc"] = new("Cc", HeaderForm.Addresses, All: false),
        ["bcc"] = new("Bcc", HeaderForm.Addresses, All: false),
        ["replyTo"] = new("Reply-To", HeaderForm.Addresses, All: false),
        ["subject"] = new("Subject", HeaderForm.Text, All: false),
        ["sentAt"] = new("Date", HeaderForm.Date, All: false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Properties that say where a message is, and of what it is made; they are read elsewhere.</summary>
    private static readonly FrozenSet<string> Others = FrozenSet.Create(
        StringComparer.Ordinal,
        PropertySets.MailboxIds,
        PropertySets.Keywords,
        "receivedAt",
        "bodyStructure",
        "bodyValues",
        "textBody",
        "htmlBody",
        "attachments"
    );

    /// <exception cref="SetFailure">It is no Email that could be made.</exception>
    public static async ValueTask<NewMessage> BuildAsync(JsonElement email, MethodCall call, CancellationToken cancellationToken)
    {
        using var message = new MimeMessage();
        message.Headers.Clear();
        var headers = new HeaderWriter(message.Headers);
        foreach (var property in email.EnumerateObject())
            if (FieldOf(property.Name) is { } field)
                headers.Write(property.Name, field, property.Value);
            else if (!Others.Contains(property.Name))
                throw SetFailure.Invalid("An Email is not made with that.", property.Name);
        var now = call.Server.Time.GetUtcNow();
        if (!message.Headers.Contains(HeaderId.Date))
            message.Headers.Add(HeaderId.Date, DateUtils.FormatDate(now));
        if (!message.Headers.Contains(HeaderId.MessageId))
            message.Headers.Add(HeaderId.MessageId, $"<{MimeUtils.GenerateMessageId(DomainOf(call.Account))}>");
        var body = new BodyBuilder(email, headers);
        using var held = await call.Server.Memory.TakeAsync(body.HasBlobs ? JmapLimits.MaxSizeUpload : 0, cancellationToken);
        await body.ReadAsync(call, cancellationToken);
        message.Body = body.Build();

        await using var appender = new MessageAppender(call.Server.Store, call.Account);
        await using var stream = new AppenderStream(appender, JmapLimits.MaxSizeMessage);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        await message.WriteToAsync(format, stream, cancellationToken);
        return await appender.CompleteAsync(MessageFlags.None, [], now, cancellationToken);
    }

    private static HeaderProperty? FieldOf(string name)
    {
        if (Fields.TryGetValue(name, out var known))
            return known;
        if (!name.StartsWith(HeaderProperty.Prefix, StringComparison.Ordinal))
            return null;
        var field = HeaderProperty.Parse(name) ?? throw SetFailure.Invalid("There is no such header field, or not in that form.", name);
        return field.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            ? throw SetFailure.Invalid("That is for the parts of the body.", name)
            : field;
    }

    private static string DomainOf(AccountId account) =>
        Address.TryParse(account.Value, out var address) ? address.CanonicalDomain : "localhost";
}
