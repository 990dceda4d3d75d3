using System.Text;
using MailCloud.Testing.Transcripts;

namespace MailCloud.Protocol.Tests.Transcripts;

/// <summary>Answers <c>say TEXT</c> with the text, <c>tls</c> with TLS, and <c>quit</c> by ending.</summary>
internal static class ToyEngine
{
    public static readonly Engine ServeAsync = Serve;

    private static async Task Serve(IConnection connection, CancellationToken cancellationToken)
    {
        var lines = new LineReader(connection);
        connection.Output.WriteLine("hello"u8);
        while (true)
        {
            var line = await lines.ReadAsync(200, cancellationToken);
            switch (Encoding.Latin1.GetString(line.Text.Span).Split(' ', 2))
            {
                case ["say", var text]:
                    connection.Output.WriteLine(Encoding.Latin1.GetBytes(text));
                    break;
                case ["half"]:
                    connection.Output.WriteOctet((byte)'x');
                    break;
                case ["tls"]:
                    await connection.StartTlsAsync("go\r\n"u8.ToArray(), cancellationToken);
                    break;
                case ["crash"]:
                    throw new InvalidDataException("It crashed.");
                default:
                    await connection.Output.FlushAsync(cancellationToken);
                    return;
            }
        }
    }
}
