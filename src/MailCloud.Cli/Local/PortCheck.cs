using System.Net;
using System.Net.Sockets;
using MailCloud.Local;

namespace MailCloud.Cli.Local;

/// <summary>Finds out before anything starts whether the ports can be had, to name the option that changes a taken one.</summary>
internal static class PortCheck
{
    /// <exception cref="SetupException">A port cannot be had, or two options ask for the same one.</exception>
    public static void Ensure(IPAddress bind, ServicePorts ports)
    {
        var taken = new Dictionary<int, string>();
        foreach (var (service, port) in ports.ByService)
        {
            if (port == 0)
                continue;
            if (!taken.TryAdd(port, service))
                throw new SetupException($"--{taken[port]} and --{service} are both {port}: give one of them another port.");
            try
            {
                using var probe = new TcpListener(bind, port);
                probe.Start();
            }
            catch (SocketException e)
            {
                throw Unavailable(service, new IPEndPoint(bind, port), e);
            }
        }
    }

    /// <summary>The line for a port that cannot be had.</summary>
    public static SetupException Unavailable(string service, IPEndPoint endPoint, Exception cause)
    {
        var socket = cause as SocketException ?? cause.InnerException as SocketException;
        return new(
            socket?.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"Port {endPoint.Port} is not for ordinary users: choose one from 1024 on with --{service}.",
                SocketError.AddressNotAvailable => $"{endPoint.Address} is not an address of this machine: give another one with --bind.",
                _ => $"Port {endPoint.Port} on {endPoint.Address} is taken by another program: choose another one with --{service}.",
            },
            cause
        );
    }
}
