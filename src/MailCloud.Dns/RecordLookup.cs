using System.Collections.Concurrent;
using System.Collections.Immutable;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Logging;

namespace MailCloud.Dns;

/// <summary>Look-ups of one type of record. Answers are kept for as long as they live; a question that is being asked is not asked a second time.</summary>
/// <param name="isBelieved">Whether the word of the resolver that an answer is validated counts.</param>
internal sealed class RecordLookup<TRecord, TResult>(
    LookupClient client,
    QueryType type,
    Func<TRecord, TResult> select,
    bool isBelieved,
    TimeProvider time,
    ILogger logger
)
    where TRecord : DnsResourceRecord
{
    private static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);

    /// <summary>So that a server in trouble is not asked again with every message (RFC 2308 §7).</summary>
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(10);

    private readonly AnswerCache<TResult> kept = new(time);
    private readonly ConcurrentDictionary<string, Task<DnsAnswer<TResult>>> asked = new(StringComparer.Ordinal);

    public ValueTask<DnsAnswer<TResult>> AskAsync(string name, CancellationToken cancellationToken)
    {
        // No such name can be in a question; the library takes none with a space, which no host has.
        if (!HostName.IsWellFormed(name) || name.Contains(' ', StringComparison.Ordinal))
            return new(DnsAnswer<TResult>.NoSuchName);
        var key = name.TrimEnd('.').ToLowerInvariant();
        return kept.TryGet(key, out var answer) ? new(answer) : new(Share(key).WaitAsync(cancellationToken));
    }

    /// <summary>The answer to a question that several may be asking; who gives up waiting does not end it for the others.</summary>
    private Task<DnsAnswer<TResult>> Share(string name)
    {
        var asking = new TaskCompletionSource<DnsAnswer<TResult>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = asked.GetOrAdd(name, asking.Task);
        if (shared == asking.Task)
            _ = AnswerAsync(name, asking);
        return shared;
    }

    private async Task AnswerAsync(string name, TaskCompletionSource<DnsAnswer<TResult>> asking)
    {
        var answer = DnsAnswer<TResult>.Failed;
        try
        {
            // The root's dot keeps the library from adding the machine's own domain.
            var response = await client.QueryAsync(name + ".", type);
            answer = Read(response);
            kept.Add(name, answer, response.MessageSize, Life(answer.Status, response));
        }
        // Whatever an answer breaks in the library, to mail it is a look-up that failed.
        catch (Exception e)
        {
            logger.LogInformation(e, "No answer from the DNS about {Type} of {Name}", type, name);
            kept.Add(name, answer, size: 0, FailureKept);
        }
        finally
        {
            asked.TryRemove(name, out _);
            asking.SetResult(answer);
        }
    }

    private DnsAnswer<TResult> Read(IDnsQueryResponse response)
    {
        var isAuthenticated = isBelieved && response.Header.IsAuthenticData;
        switch (response.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NotExistentDomain:
                return DnsAnswer<TResult>.NoSuchName with { IsAuthenticated = isAuthenticated };
            case not DnsHeaderResponseCode.NoError:
                return DnsAnswer<TResult>.Failed;
        }
        ImmutableArray<TResult> records = [.. response.Answers.OfType<TRecord>().Select(select)];
        return new DnsAnswer<TResult>(records.IsEmpty ? DnsStatus.NoData : DnsStatus.Found, records, isAuthenticated);
    }

    /// <summary>How long it holds: the shortest life among its records; what is not there, as long as the zone says so (RFC 2308 §5).</summary>
    private static TimeSpan Life(DnsStatus status, IDnsQueryResponse response)
    {
        if (status is DnsStatus.Failed)
            return FailureKept;
        var seconds =
            status is DnsStatus.Found ? response.Answers.Min(record => record.InitialTimeToLive)
            : response.Authorities.OfType<SoaRecord>().FirstOrDefault() is { } zone ? Math.Min(zone.InitialTimeToLive, zone.Minimum)
            : 0;
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestKept.TotalSeconds));
    }
}
