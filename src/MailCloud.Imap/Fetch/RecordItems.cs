namespace MailCloud.Imap.Fetch;

/// <summary>The items that are answered from memory.</summary>
internal static class RecordItems
{
    /// <summary>RFC 9051 §6.4.5: <c>UID 4827313</c>.</summary>
    public static readonly RecordItem Uid = new("UID", static (in message, _, output) => output.Number(message.Uid.Value));

    /// <summary>RFC 9051 §6.4.5: <c>FLAGS (\Seen $Forwarded)</c>.</summary>
    public static readonly RecordItem Flags = new(
        "FLAGS",
        static (in message, keywords, output) => output.Flags(message.Flags, message.Keywords, keywords)
    );

    /// <summary>RFC 9051 §6.4.5: <c>INTERNALDATE "17-Jul-1996 02:44:25 +0000"</c>.</summary>
    public static readonly RecordItem InternalDate = new(
        "INTERNALDATE",
        static (in message, _, output) => output.DateTime(message.InternalDate)
    );

    /// <summary>RFC 9051 §6.4.5: <c>RFC822.SIZE 44827</c>, the octets of the whole message.</summary>
    public static readonly RecordItem Size = new("RFC822.SIZE", static (in message, _, output) => output.Number(message.Size));

    /// <summary>RFC 7162 §3.1.5: <c>MODSEQ (624140003)</c>.</summary>
    public static readonly RecordItem ModSeq = new(
        "MODSEQ",
        static (in message, _, output) => output.Write("("u8).Number(message.ModSeq.Value).Write(")"u8)
    );

    /// <summary>RFC 8514 §4.2: <c>SAVEDATE "18-Jul-1996 08:00:00 +0000"</c>, when the message came into this mailbox.</summary>
    public static readonly RecordItem SaveDate = new("SAVEDATE", static (in message, _, output) => output.DateTime(message.SaveDate));

    /// <summary>RFC 8474 §5.1: <c>EMAILID (M4827313)</c>.</summary>
    public static readonly RecordItem EmailId = new(
        "EMAILID",
        static (in message, _, output) => output.Write("(M"u8).Number(message.EmailId.Value).Write(")"u8)
    );

    /// <summary>RFC 8474 §5.2: <c>THREADID (T64125187342209)</c>.</summary>
    public static readonly RecordItem ThreadId = new(
        "THREADID",
        static (in message, _, output) => output.Write("(T"u8).Number(message.ThreadId.Value).Write(")"u8)
    );
}
