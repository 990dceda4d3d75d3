using System.Collections.Immutable;
using System.Text;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Results;

/// <summary>What one way to find out who sent a message found (RFC 8601 §2.2 <c>resinfo</c>).</summary>
/// <param name="Method">For example <c>spf</c>, <c>dkim</c>, <c>dmarc</c>, <c>arc</c>, <c>iprev</c>, <c>auth</c> (RFC 8601 §2.7).</param>
/// <param name="Result">For example <c>pass</c>.</param>
public sealed record MethodResult(string Method, string Result)
{
    /// <summary>For people, in parentheses; null: nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>Why the result is what it is; null: nothing needs to be said.</summary>
    public string? Reason { get; init; }

    /// <summary>What was looked at, for example <c>smtp.mailfrom</c>.</summary>
    public ImmutableArray<ResultProperty> Properties { get; init; } = [];

    /// <summary>The same with one property more; a value that is null or empty adds none.</summary>
    /// <param name="type">Where in the message the value is: <c>smtp</c>, <c>header</c>, <c>body</c> or <c>policy</c>.</param>
    public MethodResult With(string type, string name, string? value) =>
        string.IsNullOrEmpty(value) ? this : this with { Properties = Properties.Add(new ResultProperty(type, name, value)) };

    /// <summary>RFC 8601 §2.7.1.</summary>
    public static MethodResult Of(DkimResult result) =>
        new MethodResult("dkim", result.Status.ToString().ToLowerInvariant())
        {
            Comment = result.IsTest ? "test mode" : null,
            Reason = result.Note,
        }
            .With("header", "d", result.Domain)
            .With("header", "i", result.Identity)
            .With("header", "s", result.Selector)
            .With("header", "a", result.Algorithm)
            .With("header", "b", result.SignatureStart);

    /// <summary>RFC 8617 §7.1 (registered for RFC 8601).</summary>
    public static MethodResult Of(ArcResult result) =>
        new("arc", result.Status.ToString().ToLowerInvariant())
        {
            Comment = result.Sealers.IsEmpty ? null : $"i={result.Sealers.Length}",
            Reason = result.Note,
        };

    internal void Write(FoldedField field, string end)
    {
        List<string> words = [$"{Method}={Result}"];
        // A comment may be folded between its words.
        if (Comment is not null)
            words.AddRange($"({ResultText.Comment(Comment)})".Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (Reason is not null)
            words.Add($"reason={ResultText.Quoted(Reason)}");
        words.AddRange(Properties.Select(property => $"{property.Type}.{property.Name}={ResultText.Value(property.Value)}"));
        words[^1] += end;
        // Each method begins a line, for those who read it.
        field.Fold();
        foreach (var word in words)
            field.Word(word);
    }
}

/// <summary>Something of the message that a method looked at (RFC 8601 §2.2 <c>propspec</c>).</summary>
public readonly record struct ResultProperty(string Type, string Name, string Value);

/// <summary>How texts are written in the field, whatever they hold: nobody can end a field, a comment or a quoted string from within.</summary>
internal static class ResultText
{
    /// <summary>RFC 2045 §5.1 <c>tspecials</c>.</summary>
    private const string Specials = "()<>@,;:\\\"/[]?=";

    /// <summary>RFC 2045 §5.1 <c>value</c>.</summary>
    public static string TokenOrQuoted(string text) => IsToken(text) ? text : Quoted(text);

    /// <summary>RFC 8601 §2.2 <c>pvalue</c>: an address, or the domain of one behind an at sign, needs no quotes.</summary>
    public static string Value(string text)
    {
        var domain = text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var local = text[..^domain.Length].TrimEnd('@');
        return IsToken(domain) && (local.Length == 0 || IsToken(local)) ? text : Quoted(text);
    }

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in Printable(text))
            quoted.Append(c is '"' or '\\' ? "\\" : "").Append(c);
        return quoted.Append('"').ToString();
    }

    public static string Comment(string text)
    {
        var comment = new StringBuilder();
        foreach (var c in Printable(text))
            comment.Append(c is '(' or ')' or '\\' ? "\\" : "").Append(c);
        return comment.ToString();
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && !text.Any(c => c <= ' ' || char.IsControl(c) || Specials.Contains(c, StringComparison.Ordinal));

    private static IEnumerable<char> Printable(string text) => text.Select(c => char.IsControl(c) ? ' ' : c);
}
