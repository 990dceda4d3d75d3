namespace MailCloud.Mail.Authentication;

/// <summary>What a log-in is for. A credential's scopes are a set of them.</summary>
[Flags]
public enum MailServices
{
    None = 0,

    /// <summary>Submission of mail.</summary>
    Smtp = 1,
    Imap = 2,
    Pop3 = 4,
    All = Smtp | Imap | Pop3,
}
