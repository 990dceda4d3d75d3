namespace MailCloud.Storage.Format;

/// <summary>
/// The version that every stored body carries. A change that an old reader would misread takes the next number; readers accept their own version and
/// the one before, so that old and new processes live side by side while a deployment goes on. Additions that old readers may skip take none.
/// </summary>
internal static class FormatVersion
{
    public const uint Current = 1;

    private const uint Oldest = Current > 1 ? Current - 1 : Current;

    /// <exception cref="InvalidDataException">The body was written in a version that this program does not read.</exception>
    public static void Require(uint version, string what)
    {
        if (version is < Oldest or > Current)
            throw new InvalidDataException($"{what} has format version {version}; this program reads {Oldest} to {Current}.");
    }
}
