using System.IO.Pipelines;

namespace MailCloud.Outbound.Content;

/// <summary>
/// A message as it goes out: the source's octets with CRLF at the end of every line. Measured once when it is made, so that what is said about it in MAIL is
/// what is sent; whoever signs it reads it through <see cref="CopyToAsync"/> too.
/// </summary>
public sealed class NormalizedContent : IOutboundContent
{
    private readonly Func<PipeWriter, CancellationToken, ValueTask> source;
    private readonly ContentMeasure measure;

    private NormalizedContent(Func<PipeWriter, CancellationToken, ValueTask> source, ContentMeasure measure) =>
        (this.source, this.measure) = (source, measure);

    public long Length => measure.Octets;

    public bool HasEightBit => measure.HasEightBit;

    public bool HasEightBitHeader => measure.HasEightBitHeader;

    /// <summary>Reads the source once to measure it.</summary>
    /// <param name="source">
    /// Writes all octets of the message from the first, and flushes as it goes, as <see cref="Mail.Store.IMailStore.CopyContentAsync"/> does. Called as often
    /// as the message is read.
    /// </param>
    public static async ValueTask<NormalizedContent> MeasureAsync(
        Func<PipeWriter, CancellationToken, ValueTask> source,
        CancellationToken cancellationToken
    )
    {
        var measured = new ContentMeasure();
        await CopyAsync(source, measured, cancellationToken);
        return new NormalizedContent(source, measured);
    }

    public ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken) =>
        CopyAsync(source, destination, cancellationToken);

    private static async ValueTask CopyAsync(
        Func<PipeWriter, CancellationToken, ValueTask> source,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        var writer = new CrlfWriter(destination);
        await source(writer, cancellationToken);
        writer.End();
        await writer.FlushAsync(cancellationToken);
    }
}
