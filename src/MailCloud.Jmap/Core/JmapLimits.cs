namespace MailCloud.Jmap.Core;

/// <summary>What one request may ask for (RFC 8620 §2); the session tells clients.</summary>
public static class JmapLimits
{
    /// <summary>Octets of an upload.</summary>
    public const int MaxSizeUpload = 50_000_000;

    /// <summary>Uploads of one account at a time.</summary>
    public const int MaxConcurrentUpload = 4;

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
