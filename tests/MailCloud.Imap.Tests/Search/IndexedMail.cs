using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search;
using MailCloud.Search.Building;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Imap.Tests.Search;

/// <summary>A text index in memory, and what was asked of it.</summary>
internal sealed class IndexedMail : IIndexQueue
{
    private readonly MemoryIndexStore store = new(TimeProvider.System);

    public IndexedMail() => Index = new TextIndex(store, this, TimeProvider.System, NullLogger<TextIndex>.Instance);

    public TextIndex Index { get; }

    /// <summary>Requests for an update.</summary>
    public List<IndexRequest> Requests { get; } = [];

    /// <summary>Indexes what the account has now.</summary>
    public Task BuildAsync(IMailStore mail) =>
        new IndexBuilder(mail, store, this, TimeProvider.System, NullLogger<IndexBuilder>.Instance).RunAsync(
            new IndexRequest(ImapWorld.Alice),
            default
        );

    public ValueTask EnqueueAsync(IndexRequest request, TimeSpan delay, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return ValueTask.CompletedTask;
    }
}
