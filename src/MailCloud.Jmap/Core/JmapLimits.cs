namespace MailCloud.Jmap.Core;

/// <summary>What one request may ask for (RFC 8620 §2); the session tells clients.</summary>
public static class JmapLimits
{
    /// <summary>Octets of an upload.</summary>
    public const int MaxSizeUpload = 50_000_000;

    /// <summary>Octets of all uploads of an account that are kept still (<see cref="Mail.Uploads.IUploadStore.Lifetime"/>).</summary>
    public const long MaxKeptUploads = 1_000_000_000;

    /// <summary>Uploads of one account at a time.</summary>
    public const int MaxConcurrentUpload = 4;

    /// <summary>Octets of a message that a client describes: all that it may attach, in base64, and its texts.</summary>
    public const int MaxSizeMessage = 80_000_000;

    /// <summary>Octets of a blob that is read as a message: all of it is in memory meanwhile.</summary>
    public const int MaxSizeParsed = 25_000_000;

    /// <summary>Body parts of a message that a client describes.</summary>
    public const int MaxParts = 1_000;

    /// <summary>Octets of a request.</summary>
    public const int MaxSizeRequest = 10_000_000;

    /// <summary>Requests of one account at a time.</summary>
    public const int MaxConcurrentRequests = 8;

    public const int MaxCallsInRequest = 32;

    /// <summary>Objects that one <c>/get</c> is asked for.</summary>
    public const int MaxObjectsInGet = 500;

    /// <summary>Objects that one <c>/set</c> makes, changes and removes together.</summary>
    public const int MaxObjectsInSet = 500;

    /// <exception cref="MethodException">A <c>/get</c> asks for too many.</exception>
    public static void CheckGet(int objects)
    {
        if (objects > MaxObjectsInGet)
            throw MethodException.RequestTooLarge($"At most {MaxObjectsInGet} objects can be had at once.");
    }

    /// <exception cref="MethodException">A <c>/set</c> names too many.</exception>
    public static void CheckSet(SetArguments arguments)
    {
        if ((arguments.Create?.Count ?? 0) + (arguments.Update?.Count ?? 0) + (arguments.Destroy?.Count ?? 0) > MaxObjectsInSet)
            throw MethodException.RequestTooLarge($"At most {MaxObjectsInSet} objects can be set at once.");
    }
}
