using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Certificates.Acme;

/// <summary>What an authority says is wrong (RFC 8555 §6.7, RFC 9457 §3).</summary>
/// <param name="Type">Such as <c>urn:ietf:params:acme:error:rateLimited</c>.</param>
/// <param name="Identifier">The name that it is about.</param>
internal sealed record AcmeProblem(
    string? Type = null,
    string? Detail = null,
    AcmeIdentifier? Identifier = null,
    ImmutableArray<AcmeProblem> Subproblems = default
)
{
    private const string Prefix = "urn:ietf:params:acme:error:";
    private const int MaxLength = 1000;

    /// <summary>The kind without what all kinds have in front.</summary>
    public string Kind => Type?.Replace(Prefix, "", StringComparison.Ordinal) ?? "unknown problem";

    /// <summary>For the operator, on one line of bounded length.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Identifier is { } identifier)
            text.Append($"{identifier.Value}: ");
        text.Append($"{Detail ?? "no reason is given"} ({Kind})");
        foreach (var problem in Subproblems.IsDefault ? [] : Subproblems)
            text.Append($"; {problem}");
        var line = new string([.. text.ToString().Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length > MaxLength ? line[..MaxLength] : line;
    }
}

/// <summary>An authority refuses, cannot be reached, or answers what cannot be understood. The message says which, for the operator.</summary>
public sealed class AcmeException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The problem's kind, such as <c>rateLimited</c>; null: it is none of the authority's.</summary>
    public string? Kind { get; private init; }

    /// <summary>How long the authority wants to be left alone; null: it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal static AcmeException Of(string what, AcmeProblem problem, TimeSpan? retryAfter = null) =>
        new($"{what}: {problem}") { Kind = problem.Kind, RetryAfter = retryAfter };
}
