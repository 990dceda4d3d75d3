using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Turns on extensions that change what the server sends unasked (RFC 5161 §3.1). The answer names those that this command turned on; none of ours has to
/// be turned on, and what is not known is passed over.
/// <code>
/// C: A1 ENABLE X-GOOD-IDEA
/// S: * ENABLED
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Enable(ImmutableArray<string> Capabilities)
{
    public static Enable Parse(ref ImapReader reader)
    {
        var capabilities = ImmutableArray.CreateBuilder<string>();
        do
        {
            reader.Space();
            capabilities.Add(Encoding.ASCII.GetString(reader.Atom()).ToUpperInvariant());
        } while (!reader.AtEnd);
        return new Enable(capabilities.ToImmutable());
    }

    public static ValueTask<Completion> ExecuteAsync(Enable command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("* ENABLED\r\n"u8);
        return Completion.Ok("Done");
    }
}
