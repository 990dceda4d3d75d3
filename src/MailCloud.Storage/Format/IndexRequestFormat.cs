using Google.Protobuf;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>Messages of queue <c>index</c>, as <c>index.proto</c> describes them, in protobuf's JSON.</summary>
internal static class IndexRequestFormat
{
    // Fields of later versions that an old reader may skip.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static string Encode(IndexRequest request) =>
        JsonFormatter.Default.Format(
            new Proto.Indexing
            {
                Version = FormatVersion.Current,
                Account = request.Account.Value,
                Damaged = request.Damaged?.ToString() ?? "",
            }
        );

    /// <exception cref="InvalidDataException">This is no such message.</exception>
    public static IndexRequest Decode(string text)
    {
        try
        {
            var indexing = Parser.Parse<Proto.Indexing>(text);
            FormatVersion.Require(indexing.Version, "A message of queue index");
            return new IndexRequest(
                new AccountId(indexing.Account),
                indexing.Damaged.Length > 0 ? new SegmentId(Guid.ParseExact(indexing.Damaged, "N")) : null
            );
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException)
        {
            throw new InvalidDataException("This is no message of queue index.", e);
        }
    }
}
