using MailCloud.Outbound.Routing;

namespace MailCloud.Outbound.Client;

/// <summary>What replies, and the lack of them, mean for an attempt.</summary>
internal static class Attempts
{
    /// <summary>
    /// The attempt as a reply decides it. A positive one delivers; one that fits nowhere (3yz where none is due) is a fault of the server that may pass.
    /// </summary>
    public static DeliveryAttempt From(RemoteReply reply, Conversation conversation, NextHop hop)
    {
        var result =
            reply.IsPositive ? DeliveryResult.Delivered
            : reply.IsPermanentFailure ? DeliveryResult.PermanentFailure
            : DeliveryResult.TemporaryFailure;
        return new DeliveryAttempt(result, StatusOf(reply, result), reply.Text)
        {
            ReplyCode = reply.Code,
            RemoteHost = hop.Host,
            IsReportedOnward = conversation.Extensions.HasDsn,
            Tls = conversation.Connection.Tls,
        };
    }

    /// <summary>The attempt that ended with the conversation.</summary>
    public static DeliveryAttempt Lost(ConversationException e, NextHop hop) =>
        new(DeliveryResult.TemporaryFailure, e.Status, e.Message) { RemoteHost = hop.Host };

    private static string StatusOf(RemoteReply reply, DeliveryResult result) =>
        result switch
        {
            DeliveryResult.Delivered => reply.EnhancedStatus ?? "2.0.0",
            DeliveryResult.PermanentFailure => reply.EnhancedStatus ?? "5.0.0",
            _ => reply.EnhancedStatus is ['4', ..] ? reply.EnhancedStatus : "4.0.0",
        };
}
