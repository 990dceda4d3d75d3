namespace MailCloud.Mail.Addresses;

/// <summary>Knows the addresses of ours that stand for the senders of mail that was forwarded, so that its non-delivery finds them.</summary>
public interface IReturnPaths
{
    /// <summary>Whom a local part of ours stands for. Null: it is no such address, or too old.</summary>
    Address? TryReverse(string localPart);
}
