using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>Email/parse (RFC 8621 §4.9): shows messages that are in no mailbox, such as one that is attached to another. Any octets are a message.</summary>
internal static class EmailParse
{
    public static async ValueTask<EmailParseResponse> RunAsync(
        EmailParseArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        var request = new EmailRequest(arguments, EmailProperty.DefaultsOfParse);
        var ids = arguments.BlobIds ?? throw MethodException.InvalidArguments("blobIds is missing.");
        JmapLimits.CheckGet(ids.Count);
        var parsed = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        List<string> notParsable = [],
            notFound = [];
        using var held = await call.Server.Memory.TakeAsync(JmapLimits.MaxSizeParsed + request.Values.MaxHeld, cancellationToken);
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (await Blob.FindAsync(call.Server, call.Account, call.Resolve(id) ?? id, cancellationToken) is not { } blob)
                notFound.Add(id);
            else if (await blob.ReadAsync(JmapLimits.MaxSizeParsed, cancellationToken) is { } octets)
                parsed[id] = await request.ReadAsync(id, octets, cancellationToken);
            else
                notParsable.Add(id);
        }
        return new EmailParseResponse(
            account,
            parsed.Count > 0 ? parsed : null,
            notParsable.Count > 0 ? notParsable : null,
            notFound.Count > 0 ? notFound : null
        );
    }
}

internal sealed record EmailParseArguments(string? AccountId, IReadOnlyList<string>? BlobIds) : EmailFetch;

/// <param name="NotParsable">Those that are too large.</param>
internal sealed record EmailParseResponse(
    string AccountId,
    IReadOnlyDictionary<string, JsonObject>? Parsed,
    IReadOnlyList<string>? NotParsable,
    IReadOnlyList<string>? NotFound
);
