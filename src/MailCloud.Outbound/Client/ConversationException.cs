namespace MailCloud.Outbound.Client;

/// <summary>
/// A conversation that cannot go on: the connection was lost, the other server is silent, or what it says is no SMTP. Thrown where that is noticed, and
/// caught where an attempt is made, where it becomes a temporary failure.
/// </summary>
/// <param name="status">The enhanced status code (RFC 3463) of the failure.</param>
/// <param name="text">One line for people.</param>
internal sealed class ConversationException(string status, string text, Exception? inner = null) : Exception(text, inner)
{
    /// <summary>The enhanced status code (RFC 3463), of class 4.</summary>
    public string Status { get; } = status;
}
