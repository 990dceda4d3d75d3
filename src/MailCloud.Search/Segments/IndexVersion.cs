namespace MailCloud.Search.Segments;

internal static class IndexVersion
{
    /// <summary>The version of manifests and segments, of the terms in them, and of what the texts of a message are.</summary>
    public const uint Current = 2;
}
