using System.Text;
using System.Text.Json.Nodes;
using MailCloud.Mail.Messages;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>The fields of the header of a message or part.</summary>
/// <param name="block">Its octets.</param>
/// <param name="charset">The charset of text in it that is neither ASCII nor UTF-8, or null.</param>
internal readonly struct HeaderFields(ReadOnlyMemory<byte> block, Encoding? charset)
{
    /// <summary>All fields as they are in the message (RFC 8621 §4.1.3, <c>headers</c>).</summary>
    public JsonArray ToJson()
    {
        var list = new JsonArray();
        foreach (var field in new HeaderBlock(block.Span))
            if (!field.Name.IsEmpty)
                list.Add(
                    (JsonNode)new JsonObject { ["name"] = Encoding.ASCII.GetString(field.Name), ["value"] = HeaderForms.Raw(field.Value) }
                );
        return list;
    }

    /// <summary>The values of the fields of one name in a form, in the order of the message.</summary>
    public IReadOnlyList<JsonNode?> Values(string name, HeaderForm form)
    {
        var values = new List<JsonNode?>();
        foreach (var field in new HeaderBlock(block.Span))
            if (field.Is(name))
                values.Add(HeaderForms.ToJson(field.Value, form, charset));
        return values;
    }
}
