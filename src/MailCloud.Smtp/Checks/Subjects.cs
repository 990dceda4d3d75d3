using System.Net;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Networks;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Checks;

/// <summary>Who is at the other end: what the connection stage looks at.</summary>
/// <param name="EndPoint">Null: hidden by a proxy.</param>
/// <param name="Tls">Null: in the clear.</param>
/// <param name="Hello">The name given with EHLO or HELO; null: not yet given.</param>
/// <param name="Account">Null: not authenticated.</param>
public readonly record struct Client(IPEndPoint? EndPoint, TlsSession? Tls, string? Hello, AccountId? Account)
{
    /// <summary>What the client's network is to the operator.</summary>
    public Standing Standing { get; init; }

    /// <summary>Whether the client may send mail through this server to elsewhere.</summary>
    public bool MayRelay => Account is not null || Standing is Standing.Trusted;

    /// <summary>Whether the client is anybody of the Internet: whom the measures against unwanted mail are for.</summary>
    public bool IsStranger => Account is null && Standing is Standing.Stranger;

    /// <summary>Whose doings a stranger's are counted among; null: the client is no stranger.</summary>
    public IPNetwork? Network => IsStranger ? ClientNetwork.Of(EndPoint!.Address) : null;
}

/// <summary>What a client's network is to the operator.</summary>
public enum Standing
{
    /// <summary>Its address says nothing about it: none is known, or it is a private one, as machines of the operator's and proxies have.</summary>
    Unknown,

    /// <summary>A public address that the operator has said nothing about.</summary>
    Stranger,

    /// <summary>A sender that is known to be good.</summary>
    Welcome,

    /// <summary>One of the operator's machines, which may relay.</summary>
    Trusted,
}

/// <summary>A transaction about to begin: what the reverse-path stage looks at.</summary>
/// <param name="DeclaredOctets">The message's size as the client declared it (RFC 1870 §3); null: it did not.</param>
public readonly record struct Sender(Client Client, ReversePath ReversePath, long? DeclaredOctets);

/// <summary>A recipient about to be added: what the forward-path stage looks at.</summary>
/// <param name="AcceptedCount">How many recipients the message has already.</param>
public readonly record struct Recipient(Client Client, ReversePath ReversePath, Address Address, int AcceptedCount)
{
    /// <summary>See <see cref="Sender.DeclaredOctets"/>.</summary>
    public long? DeclaredOctets { get; init; }
}

/// <summary>A message that has arrived whole and is about to be accepted: what the message stage looks at.</summary>
/// <param name="HeaderOctets">The header as it came, with the blank line that ends it; empty where the message begins with text.</param>
/// <param name="Octets">The message's length.</param>
/// <param name="Verdict">What the checks of its content have found so far.</param>
public sealed record ReceivedMessage(
    Client Client,
    SmtpEnvelope Envelope,
    HeaderScan Header,
    ReadOnlyMemory<byte> HeaderOctets,
    long Octets,
    Verdict Verdict
);
