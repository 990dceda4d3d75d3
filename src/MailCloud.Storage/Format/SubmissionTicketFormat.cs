using Google.Protobuf;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;

namespace MailCloud.Storage.Format;

/// <summary>Messages of queue <c>submit</c>, as <c>submission.proto</c> describes them, in protobuf's JSON.</summary>
internal static class SubmissionTicketFormat
{
    // Fields of later versions that an old reader may skip.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static string Encode(SubmissionTicket ticket) =>
        JsonFormatter.Default.Format(
            new Proto.SubmissionTicket
            {
                Version = FormatVersion.Current,
                Account = ticket.Account.Value,
                Submission = ticket.Id,
                Issued = ticket.Issued.ToUnixTimeMilliseconds(),
            }
        );

    /// <exception cref="InvalidDataException">This is no such message.</exception>
    public static SubmissionTicket Decode(string text)
    {
        const string WhatItIsNot = "This is no message of queue submit.";
        try
        {
            var ticket = Parser.Parse<Proto.SubmissionTicket>(text);
            FormatVersion.Require(ticket.Version, "A message of queue submit");
            return ticket is { Account.Length: > 0, Submission.Length: > 0 }
                ? new(new AccountId(ticket.Account), ticket.Submission, DateTimeOffset.FromUnixTimeMilliseconds(ticket.Issued))
                : throw new InvalidDataException(WhatItIsNot);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw new InvalidDataException(WhatItIsNot, e);
        }
    }
}
