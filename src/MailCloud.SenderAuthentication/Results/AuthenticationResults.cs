using System.Collections.Immutable;
using System.Text;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Results;

/// <summary>What a server found out about who sent a message: the Authentication-Results field (RFC 8601).</summary>
/// <param name="AuthservId">Which server says so (RFC 8601 §2.5): whoever trusts it, trusts the field.</param>
public sealed record AuthenticationResults(string AuthservId, ImmutableArray<MethodResult> Results)
{
    public const string FieldName = "Authentication-Results";

    /// <summary>The field, folded, with its line end.</summary>
    public string ToField()
    {
        var field = new FoldedField(FieldName);
        Write(field);
        return $"{field}\r\n";
    }

    /// <summary>What the server with this name says in the fields of a header, taken together. Null: it says nothing.</summary>
    public static AuthenticationResults? Find(HashedMessage message, string authservId)
    {
        var own = new AuthservId(authservId);
        var found = message
            .Places(FieldName)
            .Select(place => TryParse(Encoding.UTF8.GetString(message.FieldAt(place).Span[message.ValueStart(place)..])))
            .OfType<AuthenticationResults>()
            .Where(results => own.Is(results.AuthservId))
            .ToList();
        return found.Count == 0 ? null : new AuthenticationResults(authservId, [.. found.SelectMany(results => results.Results)]);
    }

    /// <summary>Reads the value of a field: all after its colon. Null: it breaks the grammar.</summary>
    public static AuthenticationResults? TryParse(string value)
    {
        var reader = new ResultsReader(value);
        if (!TryParseServer(ref reader, out var authservId))
            return null;
        var results = ImmutableArray.CreateBuilder<MethodResult>();
        while (!reader.IsAtEnd)
        {
            if (!reader.Take(';') || !reader.SkipComments())
                return null;
            if (reader.IsAtEnd)
                break;
            if (!TryParseMethod(ref reader, out var result))
                return null;
            if (result is not null)
                results.Add(result);
        }
        return new AuthenticationResults(authservId, results.ToImmutable());
    }

    /// <summary>Reads the server's name and the version, up to the first semicolon.</summary>
    internal static bool TryParseServer(ref ResultsReader reader, out string authservId)
    {
        authservId = "";
        return reader.SkipComments()
            && reader.TryTokenOrQuoted(out authservId)
            && reader.SkipComments()
            && (!reader.TryToken(out var version) || version.All(char.IsAsciiDigit))
            && reader.SkipComments();
    }

    internal void Write(FoldedField field)
    {
        field.Word($"{ResultText.TokenOrQuoted(AuthservId)};");
        if (Results.IsEmpty)
            field.Word("none");
        for (var i = 0; i < Results.Length; i++)
            Results[i].Write(field, i < Results.Length - 1 ? ";" : "");
    }

    /// <param name="result">Null: the word "none", which says that nothing was looked at.</param>
    private static bool TryParseMethod(ref ResultsReader reader, out MethodResult? result)
    {
        result = null;
        if (!reader.TryToken(out var method))
            return false;
        if (!reader.SkipComments())
            return false;
        if (method is "none" && !reader.IsNext('=') && !reader.IsNext('/'))
            return true;
        // A version may follow the method; there is none but 1.
        if (reader.Take('/') && !(reader.SkipComments() && reader.TryToken(out _) && reader.SkipComments()))
            return false;
        if (!(reader.Take('=') && reader.SkipComments() && reader.TryToken(out var name) && reader.SkipComments(out var comment)))
            return false;
        result = new MethodResult(method, name) { Comment = comment };
        return TryParseProperties(ref reader, ref result);
    }

    private static bool TryParseProperties(ref ResultsReader reader, ref MethodResult result)
    {
        var properties = ImmutableArray.CreateBuilder<ResultProperty>();
        while (reader.TryToken(out var name))
        {
            if (
                !(
                    reader.SkipComments()
                    && reader.Take('=')
                    && reader.SkipComments()
                    && reader.TryValue(out var value)
                    && reader.SkipComments()
                )
            )
                return false;
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0)
                properties.Add(new ResultProperty(name[..dot], name[(dot + 1)..], value));
            else if (name is "reason")
                result = result with { Reason = value };
            else
                return false;
        }
        result = result with { Properties = properties.ToImmutable() };
        return true;
    }
}
