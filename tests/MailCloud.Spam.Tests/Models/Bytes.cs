using Google.Protobuf;

namespace MailCloud.Spam.Tests.Models;

internal static class Bytes
{
    public static byte[] ToBytes(this IMessage message) => message.ToByteArray();
}
