using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>What the last few queries of one state of an account found.</summary>
internal sealed class QueryResults
{
    /// <summary>Each may be some hundred kilobytes.</summary>
    private const int Max = 4;

    private readonly Lock gate = new();
    private readonly Queue<(string Query, EmailId[] Ids)> results = [];

    /// <summary>Null: nothing is known of the query.</summary>
    public EmailId[]? Find(string query)
    {
        lock (gate)
            return results.FirstOrDefault(result => string.Equals(result.Query, query, StringComparison.Ordinal)).Ids;
    }

    public void Keep(string query, EmailId[] ids)
    {
        lock (gate)
        {
            results.Enqueue((query, ids));
            if (results.Count > Max)
                results.Dequeue();
        }
    }
}
