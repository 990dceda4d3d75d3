using MimeKit;

namespace MailCloud.Mail.Messages;

/// <summary>Reads address lists (RFC 5322 §3.4) into the address structures of an envelope.</summary>
internal static class AddressList
{
    private const string EncodedWordStart = "=?";

    private static readonly ParserOptions Lenient = new() { MaxAddressGroupDepth = 1 };

    /// <summary>Appends the addresses in the text. Text that is no address list becomes the name of one address without a mailbox.</summary>
    public static void Read(string value, List<EnvelopeAddress> list, TextBudget text)
    {
        if (value.Length == 0)
            return;
        // An envelope holds names as they were sent, while MimeKit decodes them: so it is not shown the encoded-words.
        var mask = MaskFor(value);
        if (InternetAddressList.TryParse(Lenient, value.Replace(EncodedWordStart, mask, StringComparison.Ordinal), out var addresses))
        {
            foreach (var address in addresses)
                Add(address);
        }
        else
        {
            list.Add(new EnvelopeAddress(text.Take(value), null, "", ""));
        }

        void Add(InternetAddress address)
        {
            if (text.IsSpent)
                return;
            if (address is MailboxAddress mailbox)
            {
                var route = mailbox.Route.Count > 0 ? mailbox.Route.ToString() : null;
                list.Add(
                    new EnvelopeAddress(Take(NullIfEmpty(mailbox.Name)), Take(route), Take(mailbox.LocalPart), Take(mailbox.Domain ?? ""))
                );
            }
            else if (address is GroupAddress group)
            {
                list.Add(EnvelopeAddress.GroupStart(Take(group.Name ?? "")!));
                foreach (var member in group.Members)
                    Add(member);
                list.Add(EnvelopeAddress.GroupEnd);
            }
        }

        string? Take(string? part) => text.TakeOrNull(part?.Replace(mask, EncodedWordStart, StringComparison.Ordinal));
    }

    private static string? NullIfEmpty(string? name) => string.IsNullOrEmpty(name) ? null : name;

    /// <summary>Letters of an atom that the text does not hold, to stand for the start of an encoded-word.</summary>
    private static string MaskFor(string value)
    {
        var mask = "=!";
        while (value.Contains(mask, StringComparison.Ordinal))
            mask += "!";
        return mask;
    }
}
