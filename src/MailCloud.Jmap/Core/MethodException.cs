namespace MailCloud.Jmap.Core;

/// <summary>A method-level error (RFC 8620 §3.6.2): thrown anywhere in a method, and turned into the <c>error</c> response in one place.</summary>
/// <param name="type">The error's type as the RFC names it.</param>
/// <param name="description">For developers of clients; never anything secret.</param>
public sealed class MethodException(string type, string? description = null) : Exception(description ?? type)
{
    public string Type { get; } = type;

    public string? Description { get; } = description;

    public static MethodException InvalidArguments(string description) => new("invalidArguments", description);

    public static MethodException AccountNotFound() => new("accountNotFound");

    public static MethodException RequestTooLarge(string description) => new("requestTooLarge", description);

    public static MethodException StateMismatch() => new("stateMismatch");

    public static MethodException CannotCalculateChanges() => new("cannotCalculateChanges");

    public static MethodException AnchorNotFound() => new("anchorNotFound");

    public static MethodException UnsupportedFilter(string description) => new("unsupportedFilter", description);

    public static MethodException UnsupportedSort(string description) => new("unsupportedSort", description);
}
