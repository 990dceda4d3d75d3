namespace MailCloud.Mail.Messages;

/// <summary>
/// What a summary may hold at most. Together the limits keep any summary well under the mebibyte that a stored event may take,
/// and far above what real messages need.
/// </summary>
public static class SummaryLimits
{
    /// <summary>How many multiparts and embedded messages may be inside each other; a deeper one is an opaque part.</summary>
    public const int Depth = 100;

    /// <summary>How many parts a message is divided into; the last one takes the rest of the message as it is.</summary>
    public const int Parts = 2_000;

    /// <summary>How many octets of fields are read, in all headers together: the fields that a summary is made of, not others.</summary>
    public const int Fields = 128 * 1024;

    /// <summary>How many octets of one header are searched for these fields.</summary>
    public const int Header = 256 * 1024;

    /// <summary>How many identifiers of References are kept: the first, which names the thread, and the last ones.</summary>
    public const int References = 100;

    /// <summary>The longest boundary that divides a multipart, in octets; RFC 2046 §5.1.1 allows 70.</summary>
    public const int Boundary = 256;

    /// <summary>The longest preview in characters (RFC 8970 §3.1 has 200).</summary>
    public const int PreviewLength = 200;
}
