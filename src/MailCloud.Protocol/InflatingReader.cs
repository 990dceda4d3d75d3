using System.IO.Pipelines;

namespace MailCloud.Protocol;

/// <summary>What the other end sends is not compressed as it said it would be; nothing more can be read.</summary>
public sealed class BadCompressionException(InvalidDataException inner)
    : IOException("The input is not compressed as it should be.", inner);

/// <summary>
/// Reads what was inflated. What cannot be inflated has an exception of its own, so that nobody takes the damage in another place for a fault of the one who
/// sends.
/// </summary>
/// <param name="inflated">Its reading throws <see cref="InvalidDataException"/> where the input is not compressed.</param>
internal sealed class InflatingReader(PipeReader inflated) : PipeReader
{
    public override bool TryRead(out ReadResult result) => inflated.TryRead(out result);

    /// <exception cref="BadCompressionException">The input is not compressed.</exception>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await inflated.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new BadCompressionException(e);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => inflated.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inflated.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inflated.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inflated.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inflated.CompleteAsync(exception);
}
