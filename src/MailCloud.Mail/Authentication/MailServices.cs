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

    /// <summary>The webmail's own log-in. No app password opens it: it is the one that asks for a second factor.</summary>
    Web = 8,

    /// <summary>The API for programs.</summary>
    Jmap = 16,

    /// <summary>What an app password may open.</summary>
    Programs = Smtp | Imap | Pop3 | Jmap,
    All = Programs | Web,
}
