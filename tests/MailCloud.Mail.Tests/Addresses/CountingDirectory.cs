using MailCloud.Mail.Addresses;
using MailCloud.Testing;

namespace MailCloud.Mail.Tests.Addresses;

/// <summary>Counts how often an address was read. Domains are not counted: a directory remembers them.</summary>
internal sealed class CountingDirectory(IDirectory directory) : DirectoryDecorator(directory)
{
    private int reads;

    public int Reads => reads;

    public override ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        return base.FindAsync(address, cancellationToken);
    }
}
