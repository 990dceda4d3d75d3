using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Functions.Hosting;

namespace MailCloud.Functions.Tests.Hosting;

/// <summary>Requests whose path is sent as it is; HttpClient would tidy it up.</summary>
internal static class RawRequest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends what looks like an invocation; gives the status.</summary>
    public static async Task<int> SendAsync(Uri address, string requestLine, string body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        await using var stream = client.GetStream();
        var request =
            $"{requestLine}\r\nHost: {address.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"{HostContract.InvocationIdHeader}: forged\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Cancel);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync(Cancel);
        return int.Parse(status!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
