using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Dns;

namespace MailCloud.SenderAuthentication.Spf;

/// <summary>One run of <c>check_host()</c> (RFC 7208 §4), with the records it includes and is redirected to: they share its limits.</summary>
internal sealed class SpfEvaluation
{
    /// <summary>Terms that cost look-ups (RFC 7208 §4.6.4); also names of one MX or PTR look-up that are looked at.</summary>
    private const int MaxLookups = 10;

    private const int MaxVoidLookups = 2;

    /// <summary>Characters of an explanation: no reply of SMTP has room for more.</summary>
    private const int MaxExplanation = 400;

    private readonly IDnsResolver dns;
    private readonly SpfQuestion question;
    private readonly SpfMacros macros;
    private readonly CancellationToken cancellationToken;
    private int lookups;
    private int voidLookups;

    public SpfEvaluation(IDnsResolver dns, SpfQuestion question, CancellationToken cancellationToken)
    {
        this.dns = dns;
        this.question = question;
        this.cancellationToken = cancellationToken;
        macros = new SpfMacros(dns, question, cancellationToken);
    }

    private AddressFamily Family => question.Client.AddressFamily;

    public async ValueTask<SpfResult> RunAsync()
    {
        try
        {
            return await CheckAsync(question.SenderDomain, isOutermost: true);
        }
        catch (EndedException e)
        {
            return new SpfResult(e.Status, question.SenderDomain, Problem: e.Message);
        }
        catch (SpfSyntaxException e)
        {
            return new SpfResult(SpfStatus.PermError, question.SenderDomain, Problem: e.Message);
        }
    }

    /// <param name="isOutermost">Whether this is no included record: only then its explanation counts.</param>
    private async ValueTask<SpfResult> CheckAsync(string domain, bool isOutermost)
    {
        if (await FindRecordAsync(domain) is not { } record)
            return new SpfResult(SpfStatus.None, question.SenderDomain);
        foreach (var directive in record.Directives)
            if (await MatchesAsync(directive.Mechanism, domain))
                return new SpfResult(
                    directive.Result,
                    question.SenderDomain,
                    directive.Text,
                    isOutermost && directive.Result is SpfStatus.Fail ? await ExplainAsync(record, domain) : null
                );
        if (record.Redirect is null)
            return new SpfResult(SpfStatus.Neutral, question.SenderDomain);

        CountLookup();
        var target = await macros.ExpandDomainAsync(record.Redirect, domain);
        var result = HostName.IsWellFormed(target)
            ? await CheckAsync(target, isOutermost)
            : new SpfResult(SpfStatus.None, question.SenderDomain);
        return result.Status is SpfStatus.None
            ? throw new EndedException(SpfStatus.PermError, $"redirect={target} leads to no record")
            : result;
    }

    private async ValueTask<SpfRecord?> FindRecordAsync(string domain)
    {
        var answer = await dns.TextAsync(domain, cancellationToken);
        ThrowIfFailed(answer.Status, domain);
        return answer.Records.Where(SpfGrammar.IsRecord).ToList() switch
        {
            [] => null,
            [var record] => SpfGrammar.Parse(record),
            _ => throw new EndedException(SpfStatus.PermError, $"{domain} has more than one record"),
        };
    }

    private async ValueTask<bool> MatchesAsync(Mechanism mechanism, string domain)
    {
        switch (mechanism)
        {
            case Mechanism.All:
                return true;
            case Mechanism.Network network:
                return IsIn(network.Address, network.PrefixLength);
        }
        CountLookup();
        return mechanism switch
        {
            Mechanism.Include include => await MatchesIncludedAsync(include, domain),
            Mechanism.A a => await HasAddressAsync(await TargetAsync(a.Domain, domain), a.Lengths, isVoidCounted: true),
            Mechanism.Mx mx => await MatchesExchangeAsync(mx, domain),
            Mechanism.Ptr ptr => await MatchesPointerAsync(ptr, domain),
            Mechanism.Exists exists => await ExistsAsync(await TargetAsync(exists.Domain, domain)),
            _ => throw new InvalidOperationException($"{mechanism} is a mechanism that nobody wrote."),
        };
    }

    private async ValueTask<bool> MatchesIncludedAsync(Mechanism.Include include, string domain)
    {
        var target = await macros.ExpandDomainAsync(include.Domain, domain);
        // A local part that is not ASCII matches nothing (RFC 8616 §4); other mechanisms find no such name.
        if (!Ascii.IsValid(target))
            return false;
        var result = await CheckAsync(target, isOutermost: false);
        return result.Status switch
        {
            SpfStatus.Pass => true,
            SpfStatus.None => throw new EndedException(SpfStatus.PermError, $"include:{target} leads to no record"),
            _ => false,
        };
    }

    private async ValueTask<bool> MatchesExchangeAsync(Mechanism.Mx mx, string domain)
    {
        var target = await TargetAsync(mx.Domain, domain);
        var exchanges = Count(await dns.MailExchangesAsync(target, cancellationToken), target);
        if (exchanges.Length > MaxLookups)
            throw new EndedException(SpfStatus.PermError, $"{target} has more than {MaxLookups} MX records");
        foreach (var exchange in exchanges)
            if (await HasAddressAsync(exchange.Host, mx.Lengths, isVoidCounted: false))
                return true;
        return false;
    }

    private async ValueTask<bool> MatchesPointerAsync(Mechanism.Ptr ptr, string domain)
    {
        var target = await TargetAsync(ptr.Domain, domain);
        var names = await macros.ValidatedNamesAsync();
        if (names.Status is ReverseStatus.PermError)
            CountVoidLookup();
        return names.Confirmed.Any(name =>
            string.Equals(name, target, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith($".{target}", StringComparison.OrdinalIgnoreCase)
        );
    }

    // IPv4 addresses, whatever the client's are (RFC 7208 §5.7).
    private async ValueTask<bool> ExistsAsync(string target) =>
        !Count(await dns.AddressesAsync(target, AddressFamily.InterNetwork, cancellationToken), target).IsEmpty;

    private async ValueTask<bool> HasAddressAsync(string host, PrefixLengths lengths, bool isVoidCounted)
    {
        var answer = await dns.AddressesAsync(host, Family, cancellationToken);
        var addresses = isVoidCounted ? Count(answer, host) : answer.Records;
        ThrowIfFailed(answer.Status, host);
        return addresses.Any(address => IsIn(address, Family is AddressFamily.InterNetworkV6 ? lengths.V6 : lengths.V4));
    }

    private async ValueTask<string> TargetAsync(MacroString? spec, string domain) =>
        spec is null ? domain : await macros.ExpandDomainAsync(spec, domain);

    private async ValueTask<string?> ExplainAsync(SpfRecord record, string domain)
    {
        if (record.Explanation is null)
            return null;
        try
        {
            var answer = await dns.TextAsync(await macros.ExpandDomainAsync(record.Explanation, domain), cancellationToken);
            if (answer.Records is not [{ Length: <= MaxExplanation } text])
                return null;
            var explanation = await macros.ExpandAsync(MacroString.ParseExplanation(text), domain);
            // It goes into a reply: what macros bring in may be anything.
            return explanation.Length <= MaxExplanation && explanation.All(c => c is >= ' ' and <= '~') ? explanation : null;
        }
        catch (SpfSyntaxException)
        {
            // An explanation that cannot be read explains nothing (RFC 7208 §6.2), as one that is too long; the result stands.
            return null;
        }
    }

    private bool IsIn(IPAddress network, int prefixLength)
    {
        if (network.AddressFamily != Family)
            return false;
        Span<byte> ours = stackalloc byte[16];
        Span<byte> theirs = stackalloc byte[16];
        question.Client.TryWriteBytes(ours, out _);
        network.TryWriteBytes(theirs, out _);
        var (octets, bits) = Math.DivRem(prefixLength, 8);
        return ours[..octets].SequenceEqual(theirs[..octets]) && (bits == 0 || (ours[octets] ^ theirs[octets]) >> (8 - bits) == 0);
    }

    private void CountLookup()
    {
        if (++lookups > MaxLookups)
            throw new EndedException(SpfStatus.PermError, $"more than {MaxLookups} terms need look-ups");
    }

    private ImmutableArray<T> Count<T>(DnsAnswer<T> answer, string name)
    {
        ThrowIfFailed(answer.Status, name);
        if (answer.IsVoid)
            CountVoidLookup();
        return answer.Records;
    }

    private void CountVoidLookup()
    {
        if (++voidLookups > MaxVoidLookups)
            throw new EndedException(SpfStatus.PermError, $"more than {MaxVoidLookups} look-ups found nothing");
    }

    private static void ThrowIfFailed(DnsStatus status, string name)
    {
        if (status is DnsStatus.Failed)
            throw new EndedException(SpfStatus.TempError, $"the DNS does not answer for {name}");
    }

    /// <summary>The whole run ends here with that result, however deep the record is included.</summary>
    private sealed class EndedException(SpfStatus status, string message) : Exception(message)
    {
        public SpfStatus Status => status;
    }
}
