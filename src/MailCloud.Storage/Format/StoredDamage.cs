using Google.Protobuf;

namespace MailCloud.Storage.Format;

/// <summary>
/// What a stored body shows that is not what was written: whoever reads one turns it into <see cref="InvalidDataException"/>, which no caller takes for a storage that is away.
/// </summary>
internal static class StoredDamage
{
    /// <summary>Whether reading failed because of the octets: they are no message, or a value in them is none that its type has.</summary>
    public static bool Is(Exception e) =>
        e
            is InvalidProtocolBufferException
                or InvalidJsonException
                or FormatException
                or ArgumentException
                or IndexOutOfRangeException
                or OverflowException;

    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public static T Guard<T>(string what, byte[] body, Func<byte[], T> read)
    {
        try
        {
            return read(body);
        }
        catch (Exception e) when (Is(e))
        {
            throw Of(what, e);
        }
    }

    public static InvalidDataException Of(string what, Exception e) => new($"{what} is damaged.", e);
}
