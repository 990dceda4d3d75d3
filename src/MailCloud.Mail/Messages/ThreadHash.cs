using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Messages;

/// <summary>Makes thread ids (THREADID, RFC 8474 §5.2) without looking at any other message.</summary>
internal static class ThreadHash
{
    /// <summary>The thread whose first message has this identifier, written without angle brackets.</summary>
    public static ThreadId Of(string root)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(root), hash);
        return new ThreadId(BinaryPrimitives.ReadUInt64BigEndian(hash));
    }
}
