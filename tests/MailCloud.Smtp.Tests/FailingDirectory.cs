using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Testing;

namespace MailCloud.Smtp.Tests;

/// <summary>A directory whose storage does not answer look-ups.</summary>
internal sealed class FailingDirectory(IDirectory directory) : DirectoryDecorator(directory)
{
    public override ValueTask<Domain?> FindDomainAsync(string name, CancellationToken cancellationToken) => throw Unavailable;

    public override ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken) => throw Unavailable;

    public override ValueTask<ImmutableArray<Credential>> FindCredentialsAsync(AccountId account, CancellationToken cancellationToken) =>
        throw Unavailable;

    public override ValueTask<ImmutableArray<byte>> GetDecoyKeyAsync(CancellationToken cancellationToken) => throw Unavailable;

    private static StoreUnavailableException Unavailable => new("The directory fails, as the test wants it to.");
}
