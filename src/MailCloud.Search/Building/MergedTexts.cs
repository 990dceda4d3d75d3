using MailCloud.Mail.Store;
using MailCloud.Search.Segments;

namespace MailCloud.Search.Building;

/// <summary>Goes through the messages of a segment that is merged with others.</summary>
internal sealed class MergedTexts : IAsyncDisposable
{
    private readonly Segment segment;
    private readonly int[] numbers;
    private readonly IAsyncEnumerator<(int Block, byte[] Content)> blocks;
    private readonly HashSet<int> partial;
    private List<MessageTexts> texts = [];
    private int inBlock;
    private int message = -1;

    /// <param name="numbers">Takes the messages' new numbers.</param>
    public MergedTexts(Segment segment, int[] numbers, CancellationToken cancellationToken)
    {
        (this.segment, this.numbers) = (segment, numbers);
        var table = segment.Directory.Texts;
        blocks = segment
            .ReadBlocksAsync(table, [.. Enumerable.Range(0, table.Count)], keep: false, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        partial = [.. segment.Directory.Partial];
    }

    public EmailId Email => segment.Directory[message];

    public MessageTexts Texts => texts[inBlock] with { IsPartial = partial.Contains(message) };

    /// <summary>The message's number in the segment that is made; negative: it is not in it.</summary>
    public int Number
    {
        set => numbers[message] = value;
    }

    /// <exception cref="SegmentUnreadableException">The segment is gone or damaged.</exception>
    public async ValueTask<bool> MoveNextAsync()
    {
        if (++message >= segment.Directory.Messages)
            return false;
        if (++inBlock >= texts.Count)
        {
            if (!await blocks.MoveNextAsync())
                throw new SegmentUnreadableException(segment.Info.Id, new InvalidDataException("There are less texts than messages."));
            texts = segment.ReadTexts(blocks.Current.Content);
            inBlock = 0;
        }
        return true;
    }

    public ValueTask DisposeAsync() => blocks.DisposeAsync();
}
