using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>The field of a signature that we make: tags, folded, with the tag b once the rest is signed.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Tags">Names and values in the order in which they are written; the value of b is left empty.</param>
internal sealed record SignatureField(string Name, params (string Name, string Value)[] Tags)
{
    /// <summary>Signs and writes the field, its line end included.</summary>
    /// <param name="signed">The fields that are signed before this one, in canonical form. Takes this one as well.</param>
    public byte[] Sign(DkimKey key, ArrayBufferWriter<byte> signed)
    {
        // Relaxed, a fold is a blank, so how the value of b is folded later changes nothing of what is signed here.
        var unsigned = Encoding.UTF8.GetBytes(Write(signature: ""));
        CanonicalHeader.WriteSignature(unsigned, Name.Length, 0..0, Canonicalization.Relaxed, signed);
        var signature = key.Sign(SHA256.HashData(signed.WrittenSpan));
        return Encoding.UTF8.GetBytes(Write(Convert.ToBase64String(signature)) + "\r\n");
    }

    private string Write(string signature)
    {
        var field = new FoldedField(Name);
        for (var i = 0; i < Tags.Length; i++)
        {
            var (name, value) = Tags[i];
            var end = i < Tags.Length - 1 ? ";" : "";
            if (name is "b")
                field.Word("b=").Fill(signature).Piece(end);
            else if (name is "h")
                WriteNames(field, value.Split(':'), end);
            else
                field.Word($"{name}={value}{end}");
        }
        return field.ToString();
    }

    // The list begins a line: so it is folded in the same places whatever the length of the signature before it.
    private static void WriteNames(FoldedField field, string[] names, string end)
    {
        field.Fold().Word($"h={names[0]}");
        foreach (var name in names.Skip(1))
            field.Piece($":{name}");
        field.Piece(end);
    }
}
