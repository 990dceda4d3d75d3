using System.Buffers;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;

namespace MailCloud.SenderAuthentication.Results;

/// <summary>Takes out of a header what only we may say.</summary>
public static class HeaderFilter
{
    /// <summary>
    /// The header without the Authentication-Results fields that claim to be of the server with this name (RFC 8601 §5). One in which no name can be read goes as
    /// well: other software may read there what it likes. All else stays byte for byte.
    /// </summary>
    /// <returns>The same memory if there is nothing to remove.</returns>
    public static ReadOnlyMemory<byte> RemoveForged(ReadOnlyMemory<byte> header, string authservId)
    {
        var own = new AuthservId(authservId);
        ArrayBufferWriter<byte>? kept = null;
        var start = 0;
        foreach (var field in new HeaderBlock(header.Span))
        {
            if (IsForged(field, own))
            {
                if (kept is null)
                    (kept = new ArrayBufferWriter<byte>(header.Length)).Write(header.Span[..start]);
            }
            else
            {
                kept?.Write(field.Bytes);
            }
            start += field.Bytes.Length;
        }
        return kept?.WrittenMemory ?? header;
    }

    private static bool IsForged(HeaderField field, AuthservId own)
    {
        if (!field.Is(AuthenticationResults.FieldName))
            return false;
        var reader = new ResultsReader(Encoding.UTF8.GetString(field.Value));
        return !AuthenticationResults.TryParseServer(ref reader, out var claimed)
            || !(reader.IsAtEnd || reader.Take(';'))
            || own.Is(claimed);
    }
}

/// <summary>The name of a server in Authentication-Results (RFC 8601 §2.5), compared as a domain: U-labels and A-labels, upper and lower case are the same.</summary>
internal readonly record struct AuthservId
{
    private readonly string canonical;

    public AuthservId(string text) => canonical = Canonical(text);

    public bool Is(string text) => string.Equals(canonical, Canonical(text), StringComparison.Ordinal);

    private static string Canonical(string text)
    {
        var name = text.Trim().TrimEnd('.');
        return DomainName.Canonicalize(name) ?? name.ToLowerInvariant();
    }
}
