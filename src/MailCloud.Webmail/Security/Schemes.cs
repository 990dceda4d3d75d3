namespace MailCloud.Webmail.Security;

/// <summary>The ways to authenticate a request.</summary>
internal static class Schemes
{
    /// <summary>Either of the others: a program says in the request who it is, a browser has a session.</summary>
    public const string Any = "MailCloud";

    /// <summary>By the cookie that a log-in gave.</summary>
    public const string Session = "Session";

    /// <summary>By an <c>Authorization</c> header: Basic (RFC 7617) or Bearer (RFC 6750).</summary>
    public const string Program = "Program";
}
