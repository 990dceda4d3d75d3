using System.Collections.Immutable;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Segments;
using Microsoft.Extensions.Logging;

namespace MailCloud.Search.Building;

/// <summary>One run of the builder for one account: the segments as it found them, and what it makes of them.</summary>
/// <param name="held">The messages of the account, in order of EMAILID.</param>
internal sealed class IndexRun(
    AccountId account,
    List<HeldMessage> held,
    IIndexStore index,
    PieceCache cache,
    TimeProvider time,
    ILogger log
)
{
    private readonly HashSet<EmailId> emails = [.. held.Select(message => message.Email)];
    private readonly List<Segment> segments = [];
    private Manifest found = new([], Version: null);

    /// <summary>How many messages were indexed.</summary>
    public int Added { get; private set; }

    private ImmutableArray<SegmentInfo> Infos => [.. segments.Select(segment => segment.Info)];

    /// <summary>Opens the segments of the index; those that cannot be read are left out, and so what they knew is missing.</summary>
    public async Task OpenAsync(SegmentId? damaged, CancellationToken cancellationToken)
    {
        found = await Manifest.ReadAsync(index, account, cancellationToken);
        foreach (var info in found.Segments)
            try
            {
                if (info.Id != damaged)
                    segments.Add(await Segment.OpenAsync(index, account, info, cache, cancellationToken));
            }
            catch (SegmentUnreadableException e)
            {
                log.LogWarning(e, "A segment of the text index of {Account} is made anew", account);
            }
    }

    /// <summary>The messages that are in no segment.</summary>
    public List<HeldMessage> Missing() =>
        [.. held.Where(message => !segments.Exists(segment => segment.Directory.Find(message.Email) >= 0))];

    public async Task AddAsync(SegmentInfo info, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await index.WriteSegmentAsync(account, info.Id, content, cancellationToken);
        segments.Add(await Segment.OpenAsync(index, account, info, cache, cancellationToken));
        Added += info.Messages;
    }

    /// <summary>Merges what is to be merged, and makes at most one other segment anew without the messages that are gone.</summary>
    public async Task MergeAsync(CancellationToken cancellationToken)
    {
        var first = MergePolicy.MergeFrom(Infos);
        if (first < segments.Count)
            await ReplaceAsync(first, segments.Count - first, cancellationToken);
        var now = time.GetUtcNow();
        var worst = segments.FindIndex(segment => MergePolicy.WantsRewriting(segment.Info, CountGone(segment), now));
        if (worst >= 0)
            await ReplaceAsync(worst, 1, cancellationToken);
    }

    /// <summary>Names the segments. False: somebody else did so meanwhile, and this run was in vain.</summary>
    public async Task<bool> SaveAsync(CancellationToken cancellationToken)
    {
        var next = new Manifest(Infos, found.Version) { Replaced = Replaced() };
        if (found.Version is not null && next.Segments.SequenceEqual(found.Segments))
            return true;
        if (await index.TryWriteManifestAsync(account, next.Encode(), found.Version, cancellationToken))
            return true;
        // This may have been our own write, whose answer was lost.
        return (await Manifest.ReadAsync(index, account, cancellationToken)).Segments.SequenceEqual(next.Segments);
    }

    /// <summary>What this run replaces, and what others replaced not long ago.</summary>
    private ImmutableArray<ReplacedSegment> Replaced()
    {
        var (now, named) = (time.GetUtcNow(), segments.Select(segment => segment.Info.Id).ToHashSet());
        return
        [
            .. found.Replaced.Where(replaced => now - replaced.Since < IndexBuilder.Grace),
            .. found.Segments.Where(info => !named.Contains(info.Id)).Select(info => new ReplacedSegment(info.Id, now)),
        ];
    }

    private async Task ReplaceAsync(int first, int count, CancellationToken cancellationToken)
    {
        try
        {
            var merged = await new SegmentMerge(segments.GetRange(first, count), emails.Contains, time).RunAsync(cancellationToken);
            if (merged is var (info, content))
            {
                await index.WriteSegmentAsync(account, info.Id, content, cancellationToken);
                segments.Insert(first + count, await Segment.OpenAsync(index, account, info, cache, cancellationToken));
            }
            segments.RemoveRange(first, count);
        }
        catch (SegmentUnreadableException e)
        {
            // It is left out of the manifest, and the next run reads its messages.
            log.LogWarning(e, "A segment of the text index of {Account} is made anew", account);
            segments.RemoveAll(segment => segment.Info.Id == e.Segment);
            Added = 0;
        }
    }

    private int CountGone(Segment segment)
    {
        var gone = 0;
        for (var message = 0; message < segment.Directory.Messages; message++)
            gone += emails.Contains(segment.Directory[message]) ? 0 : 1;
        return gone;
    }
}
