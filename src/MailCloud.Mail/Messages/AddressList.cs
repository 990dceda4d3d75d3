using MimeKit;

namespace MailCloud.Mail.Messages;

/// <summary>Reads address lists (RFC 5322 §3.4) into the address structures of an envelope.</summary>
public static class AddressList
{
    private const string EncodedWordStart = "=?";

    /// <summary>Letters of an atom, to stand for the start of an encoded-word where the text does not have them already.</summary>
    private static readonly string[] Masks = ["=!", "=!!", "=!!!", "=!!!!"];

    /// <summary>An unquoted comma always ends an address: guessing otherwise takes MimeKit time that grows with the square of the text.</summary>
    private static readonly ParserOptions Lenient = new() { MaxAddressGroupDepth = 1, AllowUnquotedCommasInAddresses = false };

    /// <summary>The addresses in the text of a field (<see cref="HeaderText.Unfold"/>).</summary>
    public static IReadOnlyList<EnvelopeAddress> Parse(string value)
    {
        var list = new List<EnvelopeAddress>();
        Read(value, list);
        return list;
    }

    /// <summary>Appends the addresses in the text. Text that is no address list becomes the name of one address without a mailbox.</summary>
    internal static void Read(string value, List<EnvelopeAddress> list)
    {
        if (value.Length == 0)
            return;
        // An envelope holds names as they were sent, while MimeKit decodes them: so it is not shown the encoded-words.
        var mask = Array.Find(Masks, letters => !value.Contains(letters, StringComparison.Ordinal)) ?? EncodedWordStart;
        if (!InternetAddressList.TryParse(Lenient, value.Replace(EncodedWordStart, mask, StringComparison.Ordinal), out var addresses))
        {
            list.Add(new EnvelopeAddress(value, null, "", ""));
            return;
        }
        foreach (var address in addresses)
            Add(address);

        void Add(InternetAddress address)
        {
            if (address is MailboxAddress mailbox)
            {
                list.Add(
                    new EnvelopeAddress(
                        string.IsNullOrEmpty(mailbox.Name) ? null : Unmask(mailbox.Name),
                        mailbox.Route.Count > 0 ? Unmask(mailbox.Route.ToString()) : null,
                        Unmask(mailbox.LocalPart),
                        Unmask(mailbox.Domain ?? "")
                    )
                );
            }
            else if (address is GroupAddress group)
            {
                list.Add(EnvelopeAddress.GroupStart(Unmask(group.Name ?? "")));
                foreach (var member in group.Members)
                    Add(member);
                list.Add(EnvelopeAddress.GroupEnd);
            }
        }

        string Unmask(string text) => text.Replace(mask, EncodedWordStart, StringComparison.Ordinal);
    }
}
