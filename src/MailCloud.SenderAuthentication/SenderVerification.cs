using System.Collections.Immutable;
using System.Net;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.SenderAuthentication.Spf;

namespace MailCloud.SenderAuthentication;

/// <summary>Watches one message go by: first its header, then its body, then it tells. Memory does not grow with the body.</summary>
public sealed class SenderVerification : IDisposable
{
    /// <summary>How long the client's own names are looked for: they decide nothing.</summary>
    private static readonly TimeSpan NamesTimeLimit = TimeSpan.FromSeconds(10);

    private readonly SenderVerifier verifier;
    private readonly string hello;
    private readonly Address? reversePath;
    private readonly CancellationTokenSource ended = new();
    private readonly IPAddress? client;
    private readonly Task<SpfResult>? spf;
    private readonly Task<ReverseNames>? names;
    private HashedMessage? message;
    private DkimVerifier? dkim;
    private ArcVerifier? arc;
    private int fromFields;
    private ImmutableArray<string> authors = [];

    internal SenderVerification(SenderVerifier verifier, SpfVerifier spf, IPAddress? client, string hello, Address? reversePath)
    {
        this.verifier = verifier;
        this.hello = hello;
        this.reversePath = reversePath;
        // A dual-stack socket shows IPv4 clients as ::ffff:a.b.c.d.
        this.client = client?.IsIPv4MappedToIPv6 == true ? client.MapToIPv4() : client;
        if (client is null)
            return;
        this.spf = spf.CheckAsync(client, hello, reversePath, ended.Token).AsTask();
        names = FindNamesAsync(client);
    }

    /// <param name="header">The header as it came; it must stay as it is until <see cref="CompleteAsync"/> returns. Empty: there is none.</param>
    public void Header(ReadOnlyMemory<byte> header)
    {
        message = new HashedMessage(header);
        dkim = new DkimVerifier(message, verifier.Time);
        arc = new ArcVerifier(message);
        var from = AuthorFields.Read(header.Span);
        fromFields = from.Count;
        // What cannot be read as an author is a domain that is none.
        authors = [.. from.Addresses.Select(address => address.Host ?? "")];
        if (!from.IsReadable)
            authors = authors.Add("");
    }

    /// <summary>Takes the next octets of the body.</summary>
    public void Body(ReadOnlySpan<byte> octets) => message?.Append(octets);

    /// <summary>The message is whole: asks for the keys and the policy, and decides.</summary>
    public async ValueTask<SenderVerdict> CompleteAsync(CancellationToken cancellationToken)
    {
        if (dkim is null || arc is null)
            throw new InvalidOperationException("The message has no header yet.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended.Token);
        var signatures = dkim.CompleteAsync(verifier.Dns, either.Token).AsTask();
        var chain = arc.CompleteAsync(verifier.Dns, either.Token).AsTask();
        await Task.WhenAll(signatures, chain, spf ?? Task.CompletedTask, names ?? Task.CompletedTask).WaitAsync(either.Token);
        var spfResult = spf is null ? null : await spf;
        var dmarc = await verifier.Dmarc.CheckAsync(
            authors,
            spfResult ?? new SpfResult(SpfStatus.None, null),
            await signatures,
            either.Token
        );
        var reverse = names is null ? null : await names;
        return Decide(spfResult, await signatures, await chain, dmarc) with { Client = client, Names = reverse };
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
        message?.Dispose();
    }

    private async Task<ReverseNames> FindNamesAsync(IPAddress address)
    {
        using var limit = new CancellationTokenSource(NamesTimeLimit, verifier.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ended.Token);
        try
        {
            return await ReverseNames.FindAsync(verifier.Dns, address, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new ReverseNames(ReverseStatus.TempError, []);
        }
    }

    private SenderVerdict Decide(SpfResult? spfResult, ImmutableArray<DkimResult> signatures, ArcResult chain, DmarcResult dmarc)
    {
        // The first sealer must have seen it pass, and who sealed after it be as honest as the first (RFC 8617 §7.2.1).
        var isVouchedFor =
            dmarc.Policy is not DmarcPolicy.None
            && chain.Status is ArcStatus.Pass
            && chain.FirstResults?.Results.Any(result => result is { Method: "dmarc", Result: "pass" }) == true
            && chain.Sealers.All(sealer => verifier.Policy.TrustedSealers.Contains(sealer, StringComparer.OrdinalIgnoreCase));
        return new SenderVerdict(
            spfResult,
            reversePath is null ? ("helo", hello) : ("mailfrom", reversePath.ToString()),
            signatures,
            chain,
            fromFields,
            isVouchedFor ? dmarc with { Policy = DmarcPolicy.None } : dmarc,
            isVouchedFor
        );
    }
}
