using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>Days, the first and the last included. BEFORE, ON and SINCE each come to one.</summary>
internal readonly record struct Days(DateOnly First, DateOnly Last)
{
    public static Days Before(DateOnly day) =>
        new(DateOnly.MinValue, day > DateOnly.MinValue ? day.AddDays(-1) : throw new Grammar.ImapSyntaxException("There is no day before"));

    public static Days On(DateOnly day) => new(day, day);

    public static Days Since(DateOnly day) => new(day, DateOnly.MaxValue);

    public bool Contain(DateTimeOffset time) => DateOnly.FromDateTime(time.DateTime) is var day && day >= First && day <= Last;
}

/// <summary>BEFORE, ON, SINCE: the day of INTERNALDATE, which FETCH shows in UTC, too.</summary>
internal sealed class InternalDateCondition(Days days) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known(days.Contain(message.Record.InternalDate));
}

/// <summary>SAVEDBEFORE, SAVEDON, SAVEDSINCE (RFC 8514 §4.3): the day on which the message came into this mailbox.</summary>
internal sealed class SaveDateCondition(Days days) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) => Known(days.Contain(message.Record.SaveDate));
}

/// <summary>SENTBEFORE, SENTON, SENTSINCE: the day of the Date field, as it was where the sender was. No Date, no day.</summary>
internal sealed class SentDateCondition(Days days) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        message.Summary is { } summary ? Known(summary.SentDate is { } sent && days.Contain(sent)) : Verdict.Unknown;
}

/// <summary>OLDER and YOUNGER (RFC 5032 §3): at least, or at most, so many seconds ago. A message of just that age is both.</summary>
internal sealed class AgeCondition(uint seconds, bool younger, long limit = 0) : SearchCondition
{
    public override Verdict Test(SearchedMessage message) =>
        Known(younger ? message.Record.InternalDateSeconds >= limit : message.Record.InternalDateSeconds <= limit);

    public override SearchCondition Bind(in SearchScope scope) =>
        new AgeCondition(seconds, younger, scope.Now.ToUnixTimeSeconds() - seconds);
}
