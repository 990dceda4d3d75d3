using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;

namespace MailCloud.Smtp.Checks;

/// <summary>The checks of a service by stage, each stage's in the order in which they run.</summary>
public sealed record SmtpChecks(
    ImmutableArray<ICheck<Client>> Connection,
    ImmutableArray<ICheck<Sender>> ReversePath,
    ImmutableArray<ICheck<Recipient>> ForwardPath,
    ImmutableArray<ICheck<ReceivedMessage>> Message
)
{
    /// <summary>The checks of what an accepted sender's message says; they run last.</summary>
    public ImmutableArray<IContentCheck> Content { get; init; } = [];

    /// <summary>What a client may have to wait for before it is greeted; null: nothing.</summary>
    public GreetingPause? Greeting { get; init; }

    /// <summary>The checks that every service has.</summary>
    /// <param name="returnPaths">Addresses that stand for the senders of forwarded mail; null: there are none.</param>
    /// <param name="room">Tells whose mailbox is full; null: nobody's.</param>
    public static SmtpChecks For(SmtpOptions options, IDirectory directory, IReturnPaths? returnPaths = null, MailboxRoom? room = null)
    {
        var resolver = new Resolver(directory, returnPaths);
        return new SmtpChecks(
            [new NetworkCheck(options.Access)],
            options.IsSubmission
                ? [new AuthenticatedCheck(), new OwnAddressCheck(resolver), new DeclaredSizeCheck(options.MaxMessageOctets)]
                : [new DeclaredSizeCheck(options.MaxMessageOctets)],
            [new RecipientCountCheck(options.MaxRecipients), new DestinationCheck(resolver, options.OutboundConfigured, room)],
            options.IsSubmission
                ? [new HeaderLineCheck(), new MailLoopCheck(options.MaxReceivedFields), new AuthorCheck(resolver)]
                : [new HeaderLineCheck(), new MailLoopCheck(options.MaxReceivedFields)]
        );
    }
}
