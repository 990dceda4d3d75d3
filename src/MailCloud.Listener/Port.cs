using System.Net;
using MailCloud.Mail.Networks;
using MailCloud.Protocol;

namespace MailCloud.Listener;

/// <summary>A port that the listener answers at.</summary>
/// <param name="Name">For people: <c>smtp</c>, <c>imaps</c> …</param>
/// <param name="EndPoint">Port 0: any free one.</param>
/// <param name="ImplicitTls">TLS from the first byte (RFC 8314 §3), else in the clear until STARTTLS.</param>
/// <param name="Engine">Serves one connection until it is over; when the token is cancelled it says good-bye and returns.</param>
public sealed record Port(string Name, IPEndPoint EndPoint, bool ImplicitTls, Func<IConnection, CancellationToken, Task> Engine)
{
    /// <summary>Who is let in; others are cut off without a word. SMTP's engine lets all in and says why it refuses them.</summary>
    public AccessRule Access { get; init; } = AccessRule.Everyone;
}

/// <summary>A port cannot be bound, most likely because another program has it.</summary>
public sealed class PortUnavailableException(string portName, IPEndPoint endPoint, Exception inner)
    : IOException($"The {portName} port {endPoint} is not available: {inner.Message}", inner)
{
    public PortUnavailableException(Port port, Exception inner)
        : this(port.Name, port.EndPoint, inner) { }

    public string PortName { get; } = portName;

    public IPEndPoint EndPoint { get; } = endPoint;
}
