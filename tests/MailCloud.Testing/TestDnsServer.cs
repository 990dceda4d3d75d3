using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using MailCloud.Dns;

namespace MailCloud.Testing;

/// <summary>Serves what a <see cref="MemoryDns"/> knows over UDP and TCP, for programs that ask over the network. Look-ups that fail there are SERVFAIL here.</summary>
public sealed class TestDnsServer : IDisposable
{
    private readonly DnsServer server;
    private readonly MemoryDns zone;

    private TestDnsServer(MemoryDns zone, IPEndPoint endPoint)
    {
        (this.zone, EndPoint) = (zone, endPoint);
        server = new DnsServer(new UdpServerTransport(endPoint), new TcpServerTransport(endPoint));
        server.QueryReceived += AnswerAsync;
        server.Start();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Whether UDP answers say that they are cut off, so that clients come again over TCP.</summary>
    public bool Truncates { get; set; }

    /// <summary>Seconds for which what is there may be kept.</summary>
    public int Life { get; set; } = 60;

    /// <summary>Seconds for which it may be kept that something is not there (RFC 2308 §5); 0: answers do not say.</summary>
    public int NegativeLife { get; set; }

    /// <summary>Queries that came, by transport.</summary>
    public int UdpQueries { get; private set; }

    public int TcpQueries { get; private set; }

    public static TestDnsServer Start(MemoryDns zone)
    {
        // UDP and TCP need the same number: one that is free for both is soon found.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new TestDnsServer(zone, new IPEndPoint(IPAddress.Loopback, FreePort()));
            }
            catch (SocketException) when (attempt < 20)
            {
                // Somebody was faster.
            }
        }
    }

    public void Dispose()
    {
        try
        {
            server.Stop();
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OperationCanceledException))
        {
            // The library's way to say that it was listening.
        }
    }

    private static int FreePort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }

    private async Task AnswerAsync(object sender, QueryReceivedEventArgs e)
    {
        if (e.Query is not DnsMessage query || query.Questions is not [var question])
            return;
        var isUdp = e.TransportProtocol is TransportProtocol.Udp;
        (UdpQueries, TcpQueries) = isUdp ? (UdpQueries + 1, TcpQueries) : (UdpQueries, TcpQueries + 1);
        var response = query.CreateResponseInstance();
        response.IsRecursionAllowed = true;
        e.Response = response;
        if (Truncates && isUdp)
        {
            response.IsTruncated = true;
            return;
        }
        var name = question.Name;
        // Not the library's text, which escapes what has a meaning in zone files.
        var text = string.Join('.', name.Labels);
        switch (question.RecordType)
        {
            case RecordType.Txt:
                Fill(response, await zone.TextAsync(text, default), value => new TxtRecord(name, Life, Strings(value)));
                break;
            case RecordType.Mx:
                Fill(
                    response,
                    await zone.MailExchangesAsync(text, default),
                    mx => new MxRecord(name, Life, (ushort)mx.Preference, DomainName.Parse(mx.Host.Length == 0 ? "." : mx.Host))
                );
                break;
            case RecordType.A:
                Fill(
                    response,
                    await zone.AddressesAsync(text, AddressFamily.InterNetwork, default),
                    address => new ARecord(name, Life, address)
                );
                break;
            case RecordType.Aaaa:
                Fill(
                    response,
                    await zone.AddressesAsync(text, AddressFamily.InterNetworkV6, default),
                    address => new AaaaRecord(name, Life, address)
                );
                break;
            case RecordType.Tlsa:
                Fill(
                    response,
                    await zone.TlsAssociationsAsync(text, default),
                    tlsa => new TlsaRecord(
                        name,
                        Life,
                        (TlsaRecord.TlsaCertificateUsage)tlsa.CertificateUsage,
                        (TlsaRecord.TlsaSelector)tlsa.Selector,
                        (TlsaRecord.TlsaMatchingType)tlsa.MatchingType,
                        [.. tlsa.Data]
                    )
                );
                break;
            case RecordType.Srv:
                Fill(
                    response,
                    await zone.ServicesAsync(text, default),
                    service => new SrvRecord(
                        name,
                        Life,
                        (ushort)service.Priority,
                        (ushort)service.Weight,
                        (ushort)service.Port,
                        DomainName.Parse(service.Host.Length == 0 ? "." : service.Host)
                    )
                );
                break;
            case RecordType.CAA:
                Fill(
                    response,
                    await zone.IssuersAsync(text, default),
                    issuer => new CAARecord(name, Life, issuer.Flags, issuer.Tag, issuer.Value)
                );
                break;
            case RecordType.Ptr:
                Fill(
                    response,
                    await zone.NamesAsync(AddressOf(name), default),
                    pointer => new PtrRecord(name, Life, DomainName.Parse(pointer))
                );
                break;
            default:
                response.ReturnCode = ReturnCode.NoError;
                break;
        }
    }

    private void Fill<T>(DnsMessage response, DnsAnswer<T> answer, Func<T, DnsRecordBase> record)
    {
        response.ReturnCode = answer.Status switch
        {
            DnsStatus.NoSuchName => ReturnCode.NxDomain,
            DnsStatus.Failed => ReturnCode.ServerFailure,
            _ => ReturnCode.NoError,
        };
        response.IsAuthenticData = answer.IsAuthenticated;
        response.AnswerRecords.AddRange(answer.Records.Select(record));
        if (answer.IsVoid && NegativeLife > 0)
            response.AuthorityRecords.Add(new SoaRecord(DomainName.Root, Life, DomainName.Root, DomainName.Root, 1, 1, 1, 1, NegativeLife));
    }

    // A string of a TXT record holds 255 octets (RFC 1035 §3.3).
    private static IEnumerable<string> Strings(string text) => text.Length == 0 ? [""] : text.Chunk(255).Select(piece => new string(piece));

    private static IPAddress AddressOf(DomainName name)
    {
        var labels = name.Labels;
        return labels[^2] is "ip6"
            ? new IPAddress(Convert.FromHexString(string.Concat(labels.Take(32).Reverse())))
            : IPAddress.Parse(string.Join('.', labels.Take(4).Reverse()));
    }
}
