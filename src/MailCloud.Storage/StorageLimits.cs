namespace MailCloud.Storage;

/// <summary>What this process spends of memory, and how large packs grow.</summary>
internal static class StorageLimits
{
    /// <summary>Accounts whose state is kept in memory.</summary>
    public const int OpenAccounts = 2_000;

    /// <summary>Octets that they may take together, about.</summary>
    public const long OpenAccountOctets = 512L * 1024 * 1024;

    /// <summary>Octets of recently written and read packs kept in memory.</summary>
    public const long PackCacheOctets = 64L * 1024 * 1024;

    /// <summary>A message above this size is staged in blocks of this size while it arrives, and is a pack of its own.</summary>
    public const int BlockOctets = 1024 * 1024;

    /// <summary>The largest pack of several messages.</summary>
    public const int PackOctets = 8 * 1024 * 1024;

    /// <summary>The most messages of a pack.</summary>
    public const int PackMessages = 128;

    /// <summary>A message up to this size is read whole, whatever range is asked for: the next range is then in memory.</summary>
    public const int WholeReadOctets = 64 * 1024;
}
