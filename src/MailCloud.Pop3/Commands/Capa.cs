using MailCloud.Protocol;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Lists what the server can do (RFC 2449 §5): what the table's rows say, and what holds for all of them.
/// <code>
/// C: CAPA
/// S: +OK This is what I can do
/// S: USER
/// S: SASL SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN
/// S: …
/// S: .
/// </code>
/// </summary>
internal readonly record struct Capa
{
    // RFC 2449 §6 and RFC 3206 §6. EXPIRE NEVER: mail stays until somebody deletes it.
    private static readonly string[] General = ["PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "EXPIRE NEVER", "IMPLEMENTATION MailCloud"];

    public static Capa Parse(ref Pop3Reader arguments) => default;

    public static ValueTask<Pop3Reply> ExecuteAsync(Capa command, Pop3Session session, CancellationToken cancellationToken) =>
        new(
            Pop3Reply.Ok("This is what I can do") with
            {
                Body = (writer, _) =>
                {
                    foreach (var capability in CommandTable.Rows.Select(row => row.Capability(session)).Concat(General))
                        if (capability is not null)
                        {
                            writer.WriteText(capability);
                            writer.WriteCrlf();
                        }
                    return ValueTask.CompletedTask;
                },
            }
        );
}
