namespace MailCloud.Outbound.Client;

/// <summary>What a message needs of a server before MAIL is said to it.</summary>
internal static class Requirements
{
    /// <summary>Why the message cannot go through this server at all; null: it can.</summary>
    public static DeliveryAttempt? ObstacleTo(OutboundMessage message, EnvelopeCommands commands, Conversation conversation)
    {
        var (content, server) = (message.Content, conversation.Extensions);
        // RFC 8689 §4.2.1: a server that does not promise the same is not told the message.
        if (message.Envelope.RequireTls && !(conversation.IsVerified && server.HasRequireTls))
            return Never(
                "5.7.30",
                "The message requires TLS on its whole way, and the server does not offer REQUIRETLS under verified TLS"
            );
        if (content.Length > server.MaxOctets)
            return Never("5.3.4", $"The message has {content.Length} octets, and the server takes {server.MaxOctets}");
        // RFC 6152 §3: to encode it anew would break its signatures.
        if (content.HasEightBit && !server.HasEightBitMime)
            return Never("5.6.3", "The message has 8-bit content, and the server does not offer 8BITMIME");
        return commands.NeedsSmtpUtf8 && !server.HasSmtpUtf8 ? NoSmtpUtf8 : null;
    }

    /// <summary>An address with a local part that only SMTPUTF8 can carry (RFC 6531 §3.2).</summary>
    public static DeliveryAttempt NoSmtpUtf8 { get; } =
        Never("5.6.7", "The message has an address or a header that is not ASCII, and the server does not offer SMTPUTF8");

    private static DeliveryAttempt Never(string status, string text) => new(DeliveryResult.PermanentFailure, status, text);
}
