using System.Text.Json.Serialization;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Webmail.Invitations;
using MailCloud.Webmail.Unsubscribe;

namespace MailCloud.Webmail.Rendering.Details;

/// <summary>What the page says about a message beside what is in it.</summary>
internal sealed record MessageDetails(SenderBadges Authentication, UnsubscribeOffer? Unsubscribe, Invitation? Invitation)
{
    public static async ValueTask<MessageDetails> ReadAsync(MailView view, ViewedMessage message, CancellationToken cancellationToken)
    {
        var header = await message.ReadHeaderAsync(view, cancellationToken);
        var results = OwnResults.Find(header, view.AuthservId);
        return new MessageDetails(
            SenderBadges.Of(results),
            UnsubscribeFields.Read(header, results),
            await ReadInvitationAsync(view, message, cancellationToken)
        );
    }

    private static async ValueTask<Invitation?> ReadInvitationAsync(
        MailView view,
        ViewedMessage message,
        CancellationToken cancellationToken
    )
    {
        var part = message.Root.All.FirstOrDefault(IsCalendar)?.Part;
        if (part is null || part.Body.Length > InvitationReader.MaxLength * 2)
            return null;
        var octets = await view.Jmap.Store.ReadContentAsync(message.Record.Content, part.Body, cancellationToken);
        return InvitationReader.Read(PartText.Decode(part, octets, isCut: false), MimeParameter.Find(part.Parameters, "method"));
    }

    private static bool IsCalendar(DisplayPart part) =>
        part.Part is { Type: "text", Subtype: "calendar" } or { Type: "application", Subtype: "ics" };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MessageDetails))]
[JsonSerializable(typeof(UnsubscribeResult))]
internal sealed partial class DetailsJson : JsonSerializerContext;
