using System.Text;

namespace MailCloud.Mail.Secrets;

/// <summary>What every store asks of a value.</summary>
public static class SecretValue
{
    /// <exception cref="ArgumentException">It is empty, or too long. The message does not tell it.</exception>
    public static void Require(string value)
    {
        if (value.Length == 0 || Encoding.UTF8.GetByteCount(value) > ISecretStore.MaxValueOctets)
            throw new ArgumentException($"A secret has 1 to {ISecretStore.MaxValueOctets} octets.", nameof(value));
    }
}
