namespace MailCloud.Webmail.Rendering;

/// <summary>What showing one message may take. Whatever passes a limit is shown as plain text, or in part, and a note says so.</summary>
internal static class RenderLimits
{
    /// <summary>Octets of one text part, as encoded, that are read.</summary>
    public const int PartOctets = 2 * 1024 * 1024;

    /// <summary>Parts that are shown of one message, with those of the messages inside it.</summary>
    public const int Parts = 50;

    /// <summary>Characters of HTML that are sanitised; larger pages are shown as text. Newsletters have some tens of thousands.</summary>
    public const int HtmlLength = 1024 * 1024;

    /// <summary>Characters of plain text of one part that are shown.</summary>
    public const int TextLength = 512 * 1024;

    /// <summary>Nodes of a page.</summary>
    public const int Nodes = 100_000;

    /// <summary>How deep a page's elements may be inside each other; browsers themselves stop at 512.</summary>
    public const int Depth = 400;

    /// <summary>Octets that a page may make its parser allocate.</summary>
    public const long Allocation = 512L * 1024 * 1024;

    /// <summary>How long making the pages of one message safe may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    /// <summary>How often a page is sanitised until it reads back as it was written.</summary>
    public const int Passes = 4;

    /// <summary>Characters of all style sheets of a page.</summary>
    public const int StyleSheets = 256 * 1024;

    public const int StyleAttribute = 16 * 1024;

    /// <summary>Characters of a link's address.</summary>
    public const int Address = 8 * 1024;

    /// <summary>Characters of a picture that is in the page itself.</summary>
    public const int DataAddress = 512 * 1024;

    /// <summary>How deep messages inside messages are shown.</summary>
    public const int EmbeddedMessages = 3;

    /// <summary>How many quotes inside quotes are told apart.</summary>
    public const int QuoteDepth = 20;

    /// <summary>Octets of a picture of the message itself.</summary>
    public const int PictureOctets = 25 * 1024 * 1024;
}
