using MailCloud.Mail.Search;

namespace MailCloud.Search;

/// <summary>When what was asked for last, so that a client that searches all day asks now and then. It remembers so many requests and no more.</summary>
internal sealed class RequestTimes(TimeProvider time, TimeSpan interval)
{
    private const int Max = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IndexRequest, DateTimeOffset> last = [];

    public bool IsDue(IndexRequest request)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (last.TryGetValue(request, out var asked) && now - asked < interval)
                return false;
            if (last.Count >= Max)
                last.Clear();
            last[request] = now;
            return true;
        }
    }
}
