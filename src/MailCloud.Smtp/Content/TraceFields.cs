using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Networks;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Content;

/// <summary>
/// The header fields that the server puts in front of a message it accepts: Return-Path and Received (RFC 5321 §4.4) and, for a message from one of our
/// users, the Date and Message-ID that it lacks (RFC 6409 §8).
/// </summary>
/// <param name="Id">The message's name in Received, in the reply and in the log.</param>
/// <param name="IsExtended">Whether the client said EHLO.</param>
/// <param name="IsInternational">Whether it asked for SMTPUTF8.</param>
internal sealed record TraceFields(
    string Id,
    string HostName,
    DateTimeOffset Time,
    Client Client,
    bool IsExtended,
    bool IsInternational,
    ReversePath ReversePath,
    ImmutableArray<Address> Recipients
)
{
    /// <param name="findings">Fields that say what the checks of the message found.</param>
    /// <param name="addBlankLine">Whether the message has no header of its own, which the blank line would end.</param>
    public byte[] ToBytes(string findings, bool addDate, bool addMessageId, bool addBlankLine)
    {
        var text = new StringBuilder(512);
        text.Append($"Return-Path: {ReversePath}\r\n");
        // What this server found stands above its Received field (RFC 8601 §4).
        text.Append(findings);
        text.Append($"Received: from {Client.Hello}");
        if (Client.EndPoint is { } endPoint)
            text.Append($" ({Literal(endPoint.Address)})");
        text.Append($"\r\n\tby {HostName} with {Protocol}");
        if (Client.Tls is { } tls)
            text.Append($"\r\n\t(version={tls.Version} cipher={tls.CipherSuite})");
        text.Append($"\r\n\tid {Id}");
        // With more than one recipient, "for" would tell each of the others (RFC 5321 §7.6).
        if (Recipients is [var recipient])
            text.Append($"\r\n\tfor <{recipient.ToWire()}>");
        text.Append($";\r\n\t{Date}\r\n");
        if (addDate)
            text.Append($"Date: {Date}\r\n");
        if (addMessageId)
            text.Append($"Message-ID: <{Id}@{HostName}>\r\n");
        if (addBlankLine)
            text.Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>RFC 5322 §3.3.</summary>
    private string Date => Time.ToUniversalTime().ToString("ddd, d MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>RFC 3848 and, for SMTPUTF8, RFC 6531 §4.3.</summary>
    private string Protocol
    {
        get
        {
            if (!IsExtended)
                return "SMTP";
            var secured = Client.Tls is null ? "" : "S";
            var authenticated = Client.Account is null ? "" : "A";
            return (IsInternational ? "UTF8SMTP" : "ESMTP") + secured + authenticated;
        }
    }

    /// <summary>RFC 5321 §4.1.3.</summary>
    private static string Literal(IPAddress address)
    {
        var plain = address.Plain();
        return plain.AddressFamily is AddressFamily.InterNetworkV6 ? $"[IPv6:{plain}]" : $"[{plain}]";
    }
}
