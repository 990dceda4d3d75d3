using System.Text;
using MailCloud.Mail.Delivery;

namespace MailCloud.Smtp.Grammar;

/// <summary>
/// The values of the parameters that ask for delivery status notifications (RFC 3461 §4). Each may be given once; each method throws
/// <see cref="SmtpSyntaxException"/> for a value that is none.
/// </summary>
internal static class NotificationParameters
{
    // RFC 3461 §4.2, §4.4: octets of the encoded values.
    private const int MaxOriginalRecipient = 500;
    private const int MaxEnvelopeId = 100;

    /// <summary>RET of MAIL: <c>"FULL" / "HDRS"</c>.</summary>
    public static ReturnContent Return(ReadOnlySpan<byte> value, ReturnContent before)
    {
        Once(before is ReturnContent.Unspecified, "RET");
        return value switch
        {
            _ when Is(value, "FULL"u8) => ReturnContent.Full,
            _ when Is(value, "HDRS"u8) => ReturnContent.Headers,
            _ => throw Bad("RET is FULL or HDRS"),
        };
    }

    /// <summary>ENVID of MAIL: xtext of visible characters and spaces.</summary>
    public static string EnvelopeId(ReadOnlySpan<byte> value, string? before)
    {
        Once(before is null, "ENVID");
        return value.Length is > 0 and <= MaxEnvelopeId && Xtext.TryDecode(value, out var id) && Ascii.IsValid(id)
            ? id
            : throw Bad("ENVID is up to 100 octets of xtext");
    }

    /// <summary>NOTIFY of RCPT: <c>"NEVER" / 1#( "SUCCESS" / "FAILURE" / "DELAY" )</c>.</summary>
    public static NotifyOn Notify(ReadOnlySpan<byte> value, NotifyOn before)
    {
        Once(before is NotifyOn.Unspecified, "NOTIFY");
        var notify = NotifyOn.Unspecified;
        foreach (var range in value.Split((byte)','))
        {
            var word = value[range];
            notify |=
                Is(word, "NEVER"u8) ? NotifyOn.Never
                : Is(word, "SUCCESS"u8) ? NotifyOn.Success
                : Is(word, "FAILURE"u8) ? NotifyOn.Failure
                : Is(word, "DELAY"u8) ? NotifyOn.Delay
                : throw Bad("NOTIFY is NEVER or some of SUCCESS, FAILURE, DELAY");
        }
        return notify is NotifyOn.Never || !notify.HasFlag(NotifyOn.Never) ? notify : throw Bad("NOTIFY=NEVER stands alone");
    }

    /// <summary>ORCPT of RCPT: <c>addr-type ";" xtext</c>; for the type <c>utf-8</c> UTF-8 may stand as it is (RFC 6533 §3).</summary>
    public static OriginalRecipient OriginalRecipient(ReadOnlySpan<byte> value, OriginalRecipient? before)
    {
        Once(before is null, "ORCPT");
        var end = value.IndexOf((byte)';');
        return
            value.Length <= MaxOriginalRecipient
            && end > 0
            && end < value.Length - 1
            && IsAtom(value[..end])
            && Xtext.TryDecode(value[(end + 1)..], out var address)
            ? new OriginalRecipient(Encoding.ASCII.GetString(value[..end]), address)
            : throw Bad("ORCPT is an address type, a semicolon and xtext");
    }

    private static bool IsAtom(ReadOnlySpan<byte> text)
    {
        foreach (var octet in text)
            if (!Octets.IsAtext(octet))
                return false;
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);

    private static void Once(bool isFirst, string keyword)
    {
        if (!isFirst)
            throw Bad($"{keyword} is given twice");
    }

    private static SmtpSyntaxException Bad(string text) => new(new SmtpReply(501, "5.5.4", text));
}
