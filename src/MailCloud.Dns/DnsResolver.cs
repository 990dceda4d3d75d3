using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Logging;

namespace MailCloud.Dns;

/// <summary>
/// Asks the recursive resolvers of <see cref="DnsSettings"/>. Answers are kept for as long as they say they live, failures for seconds; a question that is
/// being asked is not asked a second time. Truncated answers are fetched over TCP.
/// </summary>
public sealed class DnsResolver : IDnsResolver
{
    private static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(10);

    private readonly LookupClient client;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<(string Name, QueryType Type), Task<IDnsQueryResponse?>> asked = new();
    private readonly bool believesAuthenticated;

    public DnsResolver(DnsSettings settings, ILogger<DnsResolver> logger)
    {
        this.logger = logger;
        var options = settings.Servers.IsEmpty ? new LookupClientOptions() : new LookupClientOptions([.. settings.Servers]);
        options.AutoResolveNameServers = settings.Servers.IsEmpty;
        options.Timeout = settings.Timeout;
        options.Retries = 1;
        options.ThrowDnsErrors = false;
        options.ContinueOnDnsError = true;
        options.ContinueOnEmptyResponse = false;
        options.UseCache = true;
        options.MaximumCacheTimeout = LongestKept;
        options.CacheFailedResults = true;
        options.FailedResultsCacheDuration = FailureKept;
        // Without it a validating resolver does not say whether it has validated (RFC 6840 §5.7).
        options.RequestDnsSecRecords = true;
        options.ExtendedDnsBufferSize = 1232;
        client = new LookupClient(options);
        believesAuthenticated = settings.IsTrusted || client.NameServers.All(IsOnThisMachine);
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> TextAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<TxtRecord, string>(name, QueryType.TXT, record => Octets(string.Concat(record.EscapedText)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<MailExchange>> MailExchangesAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<MxRecord, MailExchange>(
            name,
            QueryType.MX,
            record => new MailExchange(record.Preference, Name(record.Exchange)),
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        AskAsync<AddressRecord, IPAddress>(
            name,
            family is AddressFamily.InterNetworkV6 ? QueryType.AAAA : QueryType.A,
            record => record.Address,
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return AskAsync<PtrRecord, string>(plain.GetArpaName(), QueryType.PTR, record => Name(record.PtrDomainName), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<TlsAssociation>> TlsAssociationsAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<TlsaRecord, TlsAssociation>(
            name,
            QueryType.TLSA,
            record => new TlsAssociation(
                (byte)record.CertificateUsage,
                (byte)record.Selector,
                (byte)record.MatchingType,
                [.. record.CertificateAssociationData]
            ),
            cancellationToken
        );

    private async ValueTask<DnsAnswer<TResult>> AskAsync<TRecord, TResult>(
        string name,
        QueryType type,
        Func<TRecord, TResult> select,
        CancellationToken cancellationToken
    )
        where TRecord : DnsResourceRecord
    {
        // No such name can be in the DNS, nor in a question; the library takes none with a space, which no host has.
        if (!HostName.IsWellFormed(name) || name.Contains(' ', StringComparison.Ordinal))
            return DnsAnswer<TResult>.NoSuchName;
        if (await ShareAsync(name.TrimEnd('.').ToLowerInvariant(), type).WaitAsync(cancellationToken) is not { } response)
            return DnsAnswer<TResult>.Failed;
        switch (response.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NotExistentDomain:
                return DnsAnswer<TResult>.NoSuchName with { IsAuthenticated = IsAuthenticated(response) };
            case not DnsHeaderResponseCode.NoError:
                return DnsAnswer<TResult>.Failed;
        }
        ImmutableArray<TResult> records = [.. response.Answers.OfType<TRecord>().Select(select)];
        return new DnsAnswer<TResult>(records.IsEmpty ? DnsStatus.NoData : DnsStatus.Found, records, IsAuthenticated(response));
    }

    private bool IsAuthenticated(IDnsQueryResponse response) => believesAuthenticated && response.Header.IsAuthenticData;

    /// <summary>The answer to a question that several may be asking; null: there is none.</summary>
    private Task<IDnsQueryResponse?> ShareAsync(string name, QueryType type)
    {
        var asking = new TaskCompletionSource<IDnsQueryResponse?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = asked.GetOrAdd((name, type), asking.Task);
        if (shared == asking.Task)
            _ = AskAsync(name, type, asking);
        return shared;
    }

    private async Task AskAsync(string name, QueryType type, TaskCompletionSource<IDnsQueryResponse?> asking)
    {
        IDnsQueryResponse? response = null;
        try
        {
            // The root's dot keeps the library from adding the machine's own domain.
            response = await client.QueryAsync(name + ".", type);
        }
        // Whatever an answer breaks in the library, to mail it is a look-up that failed.
        catch (Exception e)
        {
            logger.LogWarning(e, "No answer from the DNS about {Type} of {Name}", type, name);
        }
        asked.TryRemove((name, type), out _);
        asking.SetResult(response);
    }

    private static bool IsOnThisMachine(NameServer server) =>
        IPAddress.TryParse(server.Address, out var address) && IPAddress.IsLoopback(address);

    private static string Name(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();

    /// <summary>
    /// Puts octets in the place of the library's escapes, which are a backslash before a quote, and a backslash and three digits for what is no printable ASCII:
    /// the library's plain form has lost octets that are no UTF-8.
    /// </summary>
    private static string Octets(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (
                escaped[i] is '\\'
                && i + 3 < escaped.Length
                && byte.TryParse(escaped.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet)
                && octet is < (byte)' ' or > (byte)'~'
            )
                (_, i) = (text.Append((char)octet), i + 3);
            else if (escaped[i] is not '\\' || i + 1 == escaped.Length || escaped[i + 1] is not '"')
                text.Append(escaped[i]);
        }
        return text.ToString();
    }
}
