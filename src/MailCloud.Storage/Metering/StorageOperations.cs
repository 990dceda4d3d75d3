using Azure.Core;

namespace MailCloud.Storage.Metering;

internal enum StorageServiceKind
{
    Blob,
    Queue,
    Table,
}

/// <summary>What a request asks for, in the words of Azure's REST reference. Only the operations that this service uses have a name of their own.</summary>
internal static class StorageOperations
{
    private const string Other = "Other";

    public static string NameOf(StorageServiceKind service) =>
        service switch
        {
            StorageServiceKind.Blob => "blob",
            StorageServiceKind.Queue => "queue",
            _ => "table",
        };

    public static string NameOf(StorageServiceKind service, Request request)
    {
        var (method, path, query) = (request.Method, request.Uri.Path, request.Uri.Query);
        return service switch
        {
            StorageServiceKind.Blob => Blob(method, query),
            StorageServiceKind.Queue => Queue(method, path, query),
            _ => Table(method, path),
        };
    }

    private static string Blob(RequestMethod method, string query)
    {
        if (Has(query, "restype=container"))
            return Has(query, "comp=list") ? "ListBlobs"
                : method == RequestMethod.Put ? "CreateContainer"
                : "GetContainerProperties";
        if (method == RequestMethod.Put)
            return Has(query, "comp=blocklist") ? "PutBlockList"
                : Has(query, "comp=block") ? "PutBlock"
                : Has(query, "comp=lease") ? "LeaseBlob"
                : Has(query, "comp=metadata") ? "SetBlobMetadata"
                : Has(query, "comp=") ? Other
                : "PutBlob";
        return method == RequestMethod.Get ? "GetBlob"
            : method == RequestMethod.Head ? "GetBlobProperties"
            : method == RequestMethod.Delete ? "DeleteBlob"
            : Other;
    }

    private static string Queue(RequestMethod method, string path, string query)
    {
        if (!path.Contains("/messages", StringComparison.Ordinal))
            return method == RequestMethod.Put ? "CreateQueue" : "GetQueueMetadata";
        return method == RequestMethod.Post ? "PutMessage"
            : method == RequestMethod.Get
                ? Has(query, "peekonly=true") ? "PeekMessages"
                    : "GetMessages"
            : method == RequestMethod.Put ? "UpdateMessage"
            : method == RequestMethod.Delete ? "DeleteMessage"
            : Other;
    }

    private static string Table(RequestMethod method, string path)
    {
        if (path.EndsWith("$batch", StringComparison.Ordinal))
            return "EntityGroupTransaction";
        if (path.EndsWith("Tables", StringComparison.Ordinal))
            return method == RequestMethod.Post ? "CreateTable" : "QueryTables";
        // `table(PartitionKey='…',RowKey='…')` is a row, `table()` and `table` are all of them.
        var isRow = path.EndsWith(')') && !path.EndsWith("()", StringComparison.Ordinal);
        return method == RequestMethod.Get
            ? isRow
                ? "GetEntity"
                : "QueryEntities"
            : method == RequestMethod.Post
                ? "InsertEntity"
                : method == RequestMethod.Put
                    ? "UpdateEntity"
                    : method == RequestMethod.Delete
                        ? "DeleteEntity"
                        : "MergeEntity";
    }

    private static bool Has(string query, string parameter) => query.Contains(parameter, StringComparison.Ordinal);
}
