using System.Net;
using System.Security.Cryptography;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.SenderAuthentication.Spf;

namespace MailCloud.SenderAuthentication;

/// <summary>Finds out who really sent a message: SPF, DKIM, ARC and DMARC together. One of these serves all messages.</summary>
/// <param name="hostName">The name of this server.</param>
public sealed class SenderVerifier(IDnsResolver dns, string hostName, SenderPolicy policy, TimeProvider time)
{
    private readonly SpfVerifier spf = new(dns, hostName, time);

    internal IDnsResolver Dns => dns;

    internal TimeProvider Time => time;

    internal SenderPolicy Policy => policy;

    internal DmarcVerifier Dmarc { get; } = new(dns, () => RandomNumberGenerator.GetInt32(100));

    /// <summary>A message is about to arrive. SPF is asked while it does.</summary>
    /// <param name="client">The client's address; null: it says nothing about the sender, because it is not known or a proxy's.</param>
    /// <param name="hello">The name that the client gave with EHLO or HELO.</param>
    /// <param name="reversePath">Null: the null reverse-path.</param>
    public SenderVerification Begin(IPAddress? client, string hello, Address? reversePath) => new(this, spf, client, hello, reversePath);
}
