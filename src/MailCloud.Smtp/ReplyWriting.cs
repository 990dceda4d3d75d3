using System.Buffers;
using MailCloud.Protocol;

namespace MailCloud.Smtp;

/// <summary>The wire form of replies (RFC 5321 §4.2): every line begins with the code, and every one but the last with a hyphen behind it.</summary>
internal static class ReplyWriting
{
    public static void WriteReply(this IBufferWriter<byte> output, SmtpReply reply)
    {
        for (var i = 0; i < reply.Lines.Length; i++)
        {
            output.WriteNumber((long)reply.Code);
            output.WriteOctet((byte)(i < reply.Lines.Length - 1 ? '-' : ' '));
            // RFC 2034 §4: on every line.
            if (reply.Enhanced is not null)
            {
                output.WriteText(reply.Enhanced);
                output.WriteOctet((byte)' ');
            }
            output.WriteText(reply.Lines[i]);
            output.WriteCrlf();
        }
    }
}
