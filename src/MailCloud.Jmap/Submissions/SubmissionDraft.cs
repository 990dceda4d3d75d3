using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails;
using MailCloud.Jmap.Identities;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;

namespace MailCloud.Jmap.Submissions;

/// <summary>A submission that is being made: reads what the client said, finds what it names, and says why it cannot be (RFC 8621 §7.5).</summary>
internal sealed class SubmissionDraft(MethodCall call, SubmissionOutlet outlet)
{
    /// <summary>Authors whose addresses are looked up.</summary>
    private const int MaxAuthors = 20;

    private readonly Resolver resolver = new(call.Server.Directory, outlet.ReturnPaths);

    /// <summary>Makes a submission whose message is written and that is held. Nothing has left, and nothing is committed.</summary>
    /// <returns>The submission, or why there is none.</returns>
    public async ValueTask<(Submission? Made, SetError? Error)> MakeAsync(NewSubmission wanted, CancellationToken cancellationToken)
    {
        var identity = await FindIdentityAsync(wanted.IdentityId, cancellationToken);
        if (identity is null || !Address.TryParse(identity.Email, out var own))
            return (null, SetError.InvalidProperties("There is no such identity.", "identityId"));
        if (await FindEmailAsync(wanted.EmailId, cancellationToken) is not { } email)
            return (null, SetError.InvalidProperties("There is no such Email.", "emailId"));
        var summary = await email.Record.Summary.ReadAsync(cancellationToken);
        if (email.Record.Size > outlet.MaxMessageOctets || summary.Body.Header.Length > SubmittedMessage.MaxHeaderOctets)
            return (null, new SetError("tooLarge") { MaxSize = outlet.MaxMessageOctets });
        var header = await call.Server.Store.ReadContentAsync(email.Record.Content, summary.Body.Header, cancellationToken);
        if (!SubmittedMessage.IsHeader(header))
            return (null, new SetError("invalidEmail", "A line of the header is ended by a CR alone."));
        if (await CheckAuthorsAsync(header, cancellationToken) is { } forged)
            return (null, forged);

        var envelope = wanted.Envelope ?? EnvelopeOf(summary.Envelope, own);
        if (!Address.TryParse(envelope.MailFrom.Email, out var sender) || !await IsOwnAsync(sender, cancellationToken))
            return (null, new SetError("forbiddenMailFrom", "The sender's address does not lead to the account."));
        if (HoldTime.Read(envelope.MailFrom.Parameters, call.Server.Time.GetUtcNow()) is not { } sendAt)
            return (null, SetError.InvalidProperties("A parameter is not known, or too large.", "envelope"));
        if (envelope.RcptTo.Any(recipient => recipient.Parameters is { Count: > 0 }))
            return (null, SetError.InvalidProperties("Recipients take no parameters.", "envelope"));
        var (recipients, unfit) = await CheckRecipientsAsync(envelope, cancellationToken);
        if (unfit is not null)
            return (null, unfit);
        if (!outlet.Limits.TryTake(call.Account, recipients.Count))
            return (null, new SetError("forbiddenToSend", "You have sent as much as an account may for now; try again later."));
        var message = new SubmittedMessage(call.Server.Store, outlet.HostName, call.Server.Time);
        var content = await message.WriteAsync(call.Account, sender, email.Record.Content, summary, header, cancellationToken);
        return (
            new Submission
            {
                IdentityId = wanted.IdentityId!,
                EmailId = JmapIds.Of(email.Id),
                ThreadId = JmapIds.Of(email.ThreadId),
                MailFrom = sender.ToString(),
                MailParameters = envelope.MailFrom.Parameters,
                RcptTo = [.. recipients.Select(recipient => recipient.ToString())],
                SendAt = sendAt,
                Pack = content.Pack.Value,
                Offset = content.Offset,
                Length = content.Length,
            },
            null
        );
    }

    private async ValueTask<Identity?> FindIdentityAsync(string? id, CancellationToken cancellationToken) =>
        id is not null && call.Resolve(id) is { } known ? await IdentityType.FindAsync(known, call, cancellationToken) : null;

    private async ValueTask<Email?> FindEmailAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null || call.Resolve(id) is not { } known || JmapIds.ParseEmail(known) is not { } email)
            return null;
        return call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken)).Find(email);
    }

    /// <summary>Nobody writes in the name of a colleague, and every message says who wrote it.</summary>
    private async ValueTask<SetError?> CheckAuthorsAsync(ReadOnlyMemory<byte> header, CancellationToken cancellationToken)
    {
        var from = AuthorFields.Read(header.Span);
        if (from.Count != 1 || !from.IsReadable || from.Addresses.Count > MaxAuthors)
            return new SetError("invalidEmail", "There is one From, of addresses.", ["from"]);
        foreach (var author in from.Addresses)
        {
            var resolution = await resolver.ResolveAsync(new Address(author.Mailbox!, author.Host!), cancellationToken);
            if (resolution.Kind is not ResolutionKind.Remote && !resolution.Accounts.Contains(call.Account))
                return new SetError("forbiddenFrom", "An address in From is another's.");
        }
        return null;
    }

    private async ValueTask<bool> IsOwnAsync(Address address, CancellationToken cancellationToken) =>
        (await resolver.ResolveAsync(address, cancellationToken)).Accounts.Contains(call.Account);

    /// <summary>The envelope of a message whose client says none (RFC 8621 §7, envelope).</summary>
    private static SubmissionEnvelope EnvelopeOf(Envelope fields, Address own) =>
        new(
            new SubmissionAddress(own.ToString()),
            [
                .. fields
                    .To.Concat(fields.Cc)
                    .Concat(fields.Bcc)
                    .Where(address => address.Host is not null)
                    .Select(address => new SubmissionAddress($"{address.Mailbox}@{address.Host}")),
            ]
        );

    /// <summary>The recipients, each once, or why they cannot be served.</summary>
    private async ValueTask<(List<Address> Recipients, SetError? Error)> CheckRecipientsAsync(
        SubmissionEnvelope envelope,
        CancellationToken cancellationToken
    )
    {
        if (envelope.RcptTo.Count == 0)
            return ([], new SetError("noRecipients"));
        if (envelope.RcptTo.Count > outlet.MaxRecipients)
            return ([], new SetError("tooManyRecipients") { MaxRecipients = outlet.MaxRecipients });
        var (recipients, invalid) = (new HashSet<Address>(), new List<string>());
        foreach (var recipient in envelope.RcptTo)
            if (Address.TryParse(recipient.Email, out var address) && await CanReachAsync(address, cancellationToken))
                recipients.Add(address);
            else
                invalid.Add(recipient.Email);
        return ([.. recipients], invalid.Count > 0 ? new SetError("invalidRecipients") { InvalidRecipients = invalid } : null);
    }

    private async ValueTask<bool> CanReachAsync(Address address, CancellationToken cancellationToken)
    {
        // Without a way out every member of a group has to be here.
        var resolution = outlet.HasWayOut
            ? await resolver.ProbeAsync(address, cancellationToken)
            : await resolver.ResolveAsync(address, cancellationToken);
        return resolution.Kind is not ResolutionKind.UnknownAddress && (outlet.HasWayOut || resolution.Remote.IsEmpty);
    }
}
