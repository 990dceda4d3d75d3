using MailCloud.Mail.Store;
using MailCloud.Search.Segments;

namespace MailCloud.Search.Building;

/// <summary>Goes through the messages of a segment that is merged with others.</summary>
internal sealed class MergedTexts : IAsyncDisposable
{
    private readonly Segment segment;
    private readonly int[] numbers;
    private readonly Column headers;
    private readonly Column bodies;
    private readonly HashSet<int> partial;
    private int message = -1;

    /// <param name="numbers">Takes the messages' new numbers.</param>
    public MergedTexts(Segment segment, int[] numbers, CancellationToken cancellationToken)
    {
        (this.segment, this.numbers) = (segment, numbers);
        headers = new Column(segment, segment.Directory.Headers, cancellationToken);
        bodies = new Column(segment, segment.Directory.Bodies, cancellationToken);
        partial = [.. segment.Directory.Partial];
    }

    public EmailId Email => segment.Directory[message];

    public MessageTexts Texts => new(headers.Text, bodies.Text, partial.Contains(message));

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
        await headers.MoveNextAsync();
        await bodies.MoveNextAsync();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await headers.DisposeAsync();
        await bodies.DisposeAsync();
    }

    /// <summary>The headers of all messages, or the bodies.</summary>
    private sealed class Column(Segment segment, BlockTable table, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<(int Block, byte[] Content)> blocks = segment
            .ReadBlocksAsync(table, [.. Enumerable.Range(0, table.Count)], keep: false, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        private List<ReadOnlyMemory<byte>> texts = [];
        private int place;

        public ReadOnlyMemory<byte> Text => texts[place];

        public async ValueTask MoveNextAsync()
        {
            if (++place < texts.Count)
                return;
            if (!await blocks.MoveNextAsync())
                throw new SegmentUnreadableException(segment.Info.Id, new InvalidDataException("There are less texts than messages."));
            texts = segment.ReadTexts(blocks.Current.Content);
            place = 0;
        }

        public ValueTask DisposeAsync() => blocks.DisposeAsync();
    }
}
