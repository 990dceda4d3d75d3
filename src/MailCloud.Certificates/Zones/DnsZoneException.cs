namespace MailCloud.Certificates.Zones;

/// <summary>A zone cannot be read or written. The message says why, for the operator.</summary>
public sealed class DnsZoneException(string message, Exception? cause = null) : Exception(message, cause);
