using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>Says whether a message's header shows that the domain of its reverse path has sent it.</summary>
public delegate bool SenderProof(ReadOnlySpan<byte> header, Address reversePath);

/// <summary>
/// Answers people who write to somebody who is away (RFC 3834). That a sender is told is committed before the answer is sent: a crash in between leaves one unanswered, and none is
/// answered twice.
/// </summary>
/// <param name="proves">Says who is answered of those who are not of this service.</param>
public sealed class VacationReplies(
    IObjectStore objects,
    IDirectory directory,
    ISpool spool,
    string hostName,
    SenderProof proves,
    TimeProvider time,
    ILogger<VacationReplies> log
)
{
    private const int MaxTries = 5;
    private const int HashOctets = 9;

    private readonly Resolver resolver = new(directory);

    /// <exception cref="StoreUnavailableException">Storage does not answer; nothing was sent.</exception>
    internal async ValueTask SendAsync(
        AccountId account,
        VacationResponse vacation,
        DeliveredMessage message,
        CancellationToken cancellationToken
    )
    {
        if (!vacation.IsInForceAt(time.GetUtcNow()) || await FindSenderAsync(account, message, cancellationToken) is not { } sender)
            return;
        if (await FindOwnAddressAsync(account, message, cancellationToken) is not { } own)
            return;
        if (!await TryRememberAsync(account, sender, cancellationToken))
            return;
        var reply = new VacationReply(vacation, own, sender, hostName, time.GetUtcNow()).Write(message.Summary);
        await using var writer = spool.BeginMessage();
        await writer.WriteAsync(reply, cancellationToken);
        var envelope = new SmtpEnvelope(ReversePath: null, [new EnvelopeRecipient(sender) { Notify = NotifyOn.Never }])
        {
            IsReport = true,
            IsInternational = !sender.IsAscii(),
        };
        await writer.CompleteAsync("Return-Path: <>\r\n"u8.ToArray(), envelope, cancellationToken);
        log.LogInformation("{Sender} is told that {Account} is away", sender, account);
    }

    /// <summary>Who is answered; null: nobody (RFC 3834 §2).</summary>
    private async ValueTask<Address?> FindSenderAsync(AccountId account, DeliveredMessage message, CancellationToken cancellationToken)
    {
        if (message.Envelope is { IsReport: true } or { ReversePath: null })
            return null;
        var sender = message.Envelope.ReversePath;
        if (!AnswerRules.IsPerson(sender) || !AnswerRules.IsPersonal(await message.ReadHeaderAsync(cancellationToken)))
            return null;
        // Nobody tells themselves.
        if ((await resolver.ResolveAsync(sender, cancellationToken)).Accounts.Contains(account))
            return null;
        return await IsProvedAsync(sender, message, cancellationToken) ? sender : null;
    }

    /// <summary>Whether the answer goes to whoever has sent the message. With a reverse path that others made up they would have us send them mail.</summary>
    private async ValueTask<bool> IsProvedAsync(Address sender, DeliveredMessage message, CancellationToken cancellationToken) =>
        proves((await message.ReadHeaderAsync(cancellationToken)).Octets.Span, sender)
        || await directory.FindDomainAsync(sender.CanonicalDomain, cancellationToken) is not null;

    /// <summary>The account's address that the message is for, as To or Cc say; null: it came some other way, as by a list (RFC 3834 §2).</summary>
    private async ValueTask<Address?> FindOwnAddressAsync(AccountId account, DeliveredMessage message, CancellationToken cancellationToken)
    {
        foreach (var named in message.Summary.Envelope.To.Concat(message.Summary.Envelope.Cc).Take(AnswerRules.MaxNamed))
            if (
                Address.TryParse($"{named.Mailbox}@{named.Host}", out var address)
                && (await resolver.ResolveAsync(address, cancellationToken)).OnlyAccount == account
            )
                return address;
        return null;
    }

    /// <summary>Notes that the sender is told. False: it was told not long ago, or enough others were today.</summary>
    private async ValueTask<bool> TryRememberAsync(AccountId account, Address sender, CancellationToken cancellationToken)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(sender.Canonical)).AsSpan(0, HashOctets));
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var stored = await objects.FindAsync(account, AnsweredSenders.Kind, AnsweredSenders.Id, cancellationToken);
            var known = stored is null
                ? AnsweredSenders.None
                : JsonSerializer.Deserialize(stored.Body.Span, PersonalJson.Default.AnsweredSenders)!;
            if (known.With(hash, time.GetUtcNow()) is not { } next)
                return false;
            var body = JsonSerializer.SerializeToUtf8Bytes(next, PersonalJson.Default.AnsweredSenders);
            var write = new ObjectWrite(AnsweredSenders.Id, body, stored?.Changed ?? 0);
            if (await objects.TryCommitAsync(account, AnsweredSenders.Kind, [write], cancellationToken) is not null)
                return true;
        }
        // Many are being told at the same time; this one hears it next time.
        return false;
    }
}
