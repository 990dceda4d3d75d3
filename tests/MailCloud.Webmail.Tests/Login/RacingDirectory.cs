using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Testing;

namespace MailCloud.Webmail.Tests.Login;

/// <summary>A directory in which something else happens just before the password is made to open everything.</summary>
internal sealed class RacingDirectory(IDirectory directory, Func<Task> happening) : DirectoryDecorator(directory)
{
    public bool HasRaced { get; private set; }

    public override async ValueTask SetCredentialAsync(AccountId account, Credential credential, CancellationToken cancellationToken)
    {
        if (credential is { IsPassword: true, Scopes: MailServices.All } && !HasRaced)
        {
            HasRaced = true;
            await happening();
        }
        await base.SetCredentialAsync(account, credential, cancellationToken);
    }
}
