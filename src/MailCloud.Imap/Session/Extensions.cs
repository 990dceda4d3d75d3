namespace MailCloud.Imap.Session;

/// <summary>
/// Extensions that change what the server sends, which is why a client has to turn them on (RFC 5161 §1). They stay on until the connection ends.
/// </summary>
[Flags]
internal enum Extensions
{
    None = 0,

    /// <summary>Responses about flags carry MODSEQ (RFC 7162 §3.1); also turned on by its commands' parameters.</summary>
    Condstore = 1,

    /// <summary>VANISHED takes the place of EXPUNGE (RFC 7162 §3.2).</summary>
    Qresync = 2,

    /// <summary>There are no sequence numbers any more (RFC 9586 §3).</summary>
    UidOnly = 4,

    /// <summary>Text of headers goes as UTF-8 (RFC 9755 §3).</summary>
    Utf8Accept = 8,

    /// <summary>The client speaks IMAP4rev2, where RFC 9051 and RFC 3501 differ (RFC 9051 §E).</summary>
    Imap4Rev2 = 16,

    /// <summary>The client wants to know of annotations that others change (RFC 5464 §4.4.2).</summary>
    Metadata = 32,
}
