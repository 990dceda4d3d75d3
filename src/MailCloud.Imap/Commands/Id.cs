using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using Microsoft.Extensions.Logging;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Server and client tell each other who they are (RFC 2971 §3.1), for logs and for bug reports; nothing follows from it.
/// <code>
/// C: A1 ID ("name" "Thunderbird" "version" "140.0")
/// S: * ID ("name" "MailCloud")
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Id(ImmutableArray<(string Field, string? Value)> Fields)
{
    // RFC 2971 §3.3.
    private const int MaxFields = 30;

    private const int MaxLogged = 200;

    public static Id Parse(ref ImapReader reader)
    {
        reader.Space();
        if (reader.TryWord("NIL"u8))
            return new Id([]);
        var fields = ImmutableArray.CreateBuilder<(string, string?)>();
        reader.Open();
        while (!reader.TryClose())
        {
            if (fields.Count == MaxFields)
                throw new ImapSyntaxException($"ID may have {MaxFields} fields");
            if (fields.Count > 0)
                reader.Space();
            var field = reader.String();
            reader.Space();
            fields.Add((field, reader.NString()));
        }
        return new Id(fields.ToImmutable());
    }

    public static ValueTask<Completion> ExecuteAsync(Id command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Server.Logger.LogDebug("IMAP {Connection}: the client is {Client}", session.Connection.Id, command.ToText());
        session.Output.Write("* ID (\"name\" \"MailCloud\")\r\n"u8);
        return Completion.Ok("Done");
    }

    // Anybody may send it: no line of the log may begin in it, and none be filled with it.
    private string ToText()
    {
        var text = string.Join(", ", Fields.Select(field => $"{field.Field}={field.Value}"));
        return string.Concat(text.Take(MaxLogged).Select(c => char.IsControl(c) ? ' ' : c));
    }
}
