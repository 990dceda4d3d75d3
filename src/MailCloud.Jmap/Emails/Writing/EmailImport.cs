using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit.Utils;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Email/import (RFC 8621 §4.8): puts messages that were uploaded, or are parts of others, into mailboxes as they are, octet by octet.</summary>
internal static class EmailImport
{
    /// <summary>So much of a message is looked at for when it was received.</summary>
    private const int MaxHeader = 64 * 1024;

    private const int Piece = 64 * 1024;

    public static async ValueTask<EmailImportResponse> RunAsync(
        EmailImportArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.Emails is not { } emails)
            throw MethodException.InvalidArguments("emails is missing.");
        if (emails.Count > JmapLimits.MaxObjectsInSet)
            throw MethodException.RequestTooLarge($"At most {JmapLimits.MaxObjectsInSet} Emails can be imported at once.");
        var state = await call.ReadMailAsync(cancellationToken);
        var oldState = JmapIds.Of(state.ModSeq);
        if (arguments.IfInState is { } wanted && !string.Equals(wanted, oldState, StringComparison.Ordinal))
            throw MethodException.StateMismatch();
        var writes = new EmailWrites(state);
        var created = await CreatedEmails.OfAsync(emails, state, writes, call, TakeAsync, cancellationToken);
        await writes.CommitAsync(call.Server.Store, cancellationToken);
        created.Finish(writes, call);
        return new EmailImportResponse(account, oldState, JmapIds.Of(writes.State), created.Created, created.NotCreated);
    }

    private static async ValueTask<NewMessage> TakeAsync(JsonElement described, MethodCall call, CancellationToken cancellationToken)
    {
        foreach (var property in described.EnumerateObject())
            if (property.Name is not ("blobId" or "receivedAt" or PropertySets.MailboxIds or PropertySets.Keywords))
                throw SetFailure.Invalid("An Email is not imported with that.", property.Name);
        if (!described.TryGetProperty("blobId", out var value) || value.ValueKind != JsonValueKind.String)
            throw SetFailure.Invalid("A message is a blob.", "blobId");
        var id = value.GetString()!;
        var blob =
            await Blob.FindAsync(call.Server, call.Account, call.Resolve(id) ?? id, cancellationToken)
            ?? throw SetFailure.Invalid("There is no such blob.", "blobId");
        if (blob.Length == 0)
            throw new SetFailure(new SetError("invalidEmail", "A message has one octet at least."));

        await using var appender = new MessageAppender(call.Server.Store, call.Account);
        using var header = new MemoryStream();
        await using var content = blob.OpenStream(cancellationToken);
        var piece = new byte[Piece];
        int read;
        while ((read = await content.Stream.ReadAsync(piece, cancellationToken)) > 0)
        {
            await appender.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            header.Write(piece.AsSpan(0, (int)Math.Min(read, MaxHeader - header.Length)));
        }
        var received = ReceivedAt(header.ToArray()) ?? call.Server.Time.GetUtcNow();
        return await appender.CompleteAsync(MessageFlags.None, [], received, cancellationToken);
    }

    /// <summary>What the newest Received field says, which is the first one (RFC 5321 §4.4).</summary>
    private static DateTimeOffset? ReceivedAt(byte[] message)
    {
        foreach (var field in new HeaderBlock(message.AsSpan(0, HeaderBlock.LengthIn(message))))
            if (field.Is("Received"))
            {
                var text = HeaderText.Unfold(field.Value, charset: null);
                return DateUtils.TryParse(text[(text.LastIndexOf(';') + 1)..], out var date) ? date : null;
            }
        return null;
    }
}

/// <param name="Emails">Messages by creation id.</param>
internal sealed record EmailImportArguments(
    string? AccountId,
    string? IfInState = null,
    IReadOnlyDictionary<string, JsonElement>? Emails = null
);

internal sealed record EmailImportResponse(
    string AccountId,
    string OldState,
    string NewState,
    IReadOnlyDictionary<string, JsonElement>? Created,
    IReadOnlyDictionary<string, SetError>? NotCreated
);
