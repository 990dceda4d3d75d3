namespace MailCloud.Certificates.Vault;

/// <summary>The vault of certificates cannot be reached, or refuses. The message says what was tried, for the operator.</summary>
public sealed class VaultException(string message, Exception cause) : Exception(message, cause);
