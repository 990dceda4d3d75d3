namespace MailCloud.Mail.Messages;

/// <summary>What is known of a message once it was parsed.</summary>
public sealed record MessageSummary;
