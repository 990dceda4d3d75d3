using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Core;

/// <summary>What a client has to know before it can ask anything (RFC 8620 §2). A user has one account, which is their own.</summary>
public static class Session
{
    /// <summary>How long a message may wait before it is sent, in seconds (RFC 8621 §1.3.2).</summary>
    public const int MaxDelayedSend = 400 * 24 * 60 * 60;

    /// <summary>What <c>Email/query</c> can sort by (RFC 8621 §4.4.2).</summary>
    private static readonly string[] EmailSortOptions =
    [
        "receivedAt",
        "sentAt",
        "size",
        "from",
        "to",
        "subject",
        "hasKeyword",
        "allInThreadHaveKeyword",
        "someInThreadHaveKeyword",
    ];

    /// <summary>How text is compared where results are sorted (RFC 5051 §2).</summary>
    public const string Collation = "i;unicode-casemap";

    private const int StateOctets = 12;

    /// <summary>Changes when the session does.</summary>
    public static string StateOf(JmapServer server, AccountId account)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            WriteProperties(writer, server, account, "");
            writer.WriteEndObject();
        }
        return Base64Url.EncodeToString(SHA256.HashData(written.WrittenSpan).AsSpan(0, StateOctets));
    }

    /// <param name="origin">Scheme and host of the addresses: clients take them as they are, and so they are absolute.</param>
    public static void Write(Utf8JsonWriter writer, JmapServer server, AccountId account, string origin)
    {
        writer.WriteStartObject();
        WriteProperties(writer, server, account, origin);
        writer.WriteString("state", StateOf(server, account));
        writer.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter writer, JmapServer server, AccountId account, string origin)
    {
        var id = JmapIds.Of(account);
        writer.WriteStartObject("capabilities");
        WriteCore(writer);
        foreach (var capability in Capabilities.OfAccounts)
            WriteEmpty(writer, capability);
        if (server.Push is { } push)
            WriteWebPush(writer, push);
        writer.WriteEndObject();

        writer.WriteStartObject("accounts");
        WriteAccount(writer, account, id);
        writer.WriteEndObject();

        writer.WriteStartObject("primaryAccounts");
        foreach (var capability in Capabilities.OfAccounts)
            writer.WriteString(capability, id);
        writer.WriteEndObject();

        writer.WriteString("username", account.Value);
        writer.WriteString("apiUrl", origin + JmapPaths.Api);
        writer.WriteString("downloadUrl", origin + JmapPaths.Download + "/{accountId}/{blobId}/{name}?type={type}");
        writer.WriteString("uploadUrl", origin + JmapPaths.Upload + "/{accountId}/");
        writer.WriteString("eventSourceUrl", origin + JmapPaths.Events + "?types={types}&closeafter={closeafter}&ping={ping}");
    }

    private static void WriteCore(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Capabilities.Core);
        writer.WriteNumber("maxSizeUpload", JmapLimits.MaxSizeUpload);
        writer.WriteNumber("maxConcurrentUpload", JmapLimits.MaxConcurrentUpload);
        writer.WriteNumber("maxSizeRequest", JmapLimits.MaxSizeRequest);
        writer.WriteNumber("maxConcurrentRequests", JmapLimits.MaxConcurrentRequests);
        writer.WriteNumber("maxCallsInRequest", JmapLimits.MaxCallsInRequest);
        writer.WriteNumber("maxObjectsInGet", JmapLimits.MaxObjectsInGet);
        writer.WriteNumber("maxObjectsInSet", JmapLimits.MaxObjectsInSet);
        writer.WriteStartArray("collationAlgorithms");
        writer.WriteStringValue(Collation);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteWebPush(Utf8JsonWriter writer, PushSender push)
    {
        writer.WriteStartObject(Capabilities.WebPush);
        writer.WriteString("applicationServerKey", push.PublicKey);
        writer.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter writer, AccountId account, string id)
    {
        writer.WriteStartObject(id);
        writer.WriteString("name", account.Value);
        writer.WriteBoolean("isPersonal", true);
        writer.WriteBoolean("isReadOnly", false);
        writer.WriteStartObject("accountCapabilities");
        WriteMail(writer);
        WriteSubmission(writer);
        WriteContacts(writer);
        WriteEmpty(writer, Capabilities.VacationResponse);
        WriteEmpty(writer, Capabilities.Quota);
        WriteEmpty(writer, Capabilities.Settings);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // RFC 8621 §1.3.1.
    private static void WriteMail(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Capabilities.Mail);
        writer.WriteNull("maxMailboxesPerEmail");
        writer.WriteNumber("maxMailboxDepth", MailboxName.MaxLevels);
        writer.WriteNumber("maxSizeMailboxName", MailboxName.MaxOctets);
        writer.WriteNumber("maxSizeAttachmentsPerEmail", JmapLimits.MaxSizeUpload);
        writer.WriteStartArray("emailQuerySortOptions");
        foreach (var option in EmailSortOptions)
            writer.WriteStringValue(option);
        writer.WriteEndArray();
        writer.WriteBoolean("mayCreateTopLevelMailbox", true);
        writer.WriteEndObject();
    }

    // RFC 8621 §1.3.2; the extension is RFC 4865's.
    private static void WriteSubmission(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Capabilities.Submission);
        writer.WriteNumber("maxDelayedSend", MaxDelayedSend);
        writer.WriteStartObject("submissionExtensions");
        writer.WriteStartArray("FUTURERELEASE");
        writer.WriteStringValue($"{MaxDelayedSend}");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // RFC 9610 §1.4.1.
    private static void WriteContacts(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Capabilities.Contacts);
        writer.WriteNumber("maxAddressBooksPerCard", 1);
        writer.WriteBoolean("mayCreateAddressBook", false);
        writer.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter writer, string capability)
    {
        writer.WriteStartObject(capability);
        writer.WriteEndObject();
    }
}

/// <summary>Where the API is.</summary>
public static class JmapPaths
{
    public const string WellKnown = "/.well-known/jmap";
    public const string Session = "/jmap/session";
    public const string Api = "/jmap/api";
    public const string Upload = "/jmap/upload";
    public const string Download = "/jmap/download";
    public const string Events = "/jmap/events";
}
