using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Turns on extensions that change what the server sends unasked (RFC 5161 §3.1). The answer names those that this command turned on; what is not known
/// is passed over.
/// <code>
/// C: A1 ENABLE UTF8=ACCEPT X-GOOD-IDEA
/// S: * ENABLED UTF8=ACCEPT
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Enable(ImmutableArray<string> Capabilities)
{
    /// <summary>What can be turned on. To add one: a row here, and its name at the command that it is about.</summary>
    private static readonly ImmutableArray<(string Name, Extensions Turns)> Known =
    [
        ("IMAP4rev2", Extensions.Imap4Rev2),
        ("UTF8=ACCEPT", Extensions.Utf8Accept),
        ("CONDSTORE", Extensions.Condstore),
        // RFC 7162 §3.2.3: who knows QRESYNC knows CONDSTORE.
        ("QRESYNC", Extensions.Qresync | Extensions.Condstore),
        ("UIDONLY", Extensions.UidOnly),
        ("METADATA", Extensions.Metadata),
    ];

    public static Enable Parse(ref ImapReader reader)
    {
        var capabilities = ImmutableArray.CreateBuilder<string>();
        do
        {
            reader.Space();
            capabilities.Add(Encoding.ASCII.GetString(reader.Atom()));
        } while (!reader.AtEnd);
        return new Enable(capabilities.ToImmutable());
    }

    public static async ValueTask<Completion> ExecuteAsync(Enable command, ImapSession session, CancellationToken cancellationToken)
    {
        var turned = Known.Where(extension => command.TurnsOn(extension.Name, extension.Turns, session)).ToList();
        if (turned.Exists(extension => extension.Turns == Extensions.Metadata))
            session.AnnotationNews.Begin(await session.ReadAsync(StateDepth.Messages, cancellationToken));
        session.Output.Write("* ENABLED"u8);
        foreach (var (name, _) in turned)
            session.Output.Write(" "u8).Text(name);
        session.Output.EndLine();
        session.Enable(turned.Aggregate(Extensions.None, (all, extension) => all | extension.Turns));
        return Completion.Ok("Done");
    }

    private bool TurnsOn(string name, Extensions turns, ImapSession session) =>
        Capabilities.Contains(name, StringComparer.OrdinalIgnoreCase) && session.Offers(name) && (session.Enabled & turns) != turns;
}
