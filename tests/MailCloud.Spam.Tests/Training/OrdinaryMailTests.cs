using MailCloud.Mail.Junk;
using MailCloud.Spam.Filter;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Spam.Tests.Training;

/// <summary>Mail as services and people send it today, which the corpus is too old to know, stays out of Junk.</summary>
public sealed class OrdinaryMailTests
{
    private const string Header =
        "MIME-Version: 1.0\nMessage-ID: <0102018f@eu-west-1.amazonses.example>\nDate: Mon, 4 Jan 2027 09:12:45 +0000\nTo: ann@example.org\n"
        + "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; bh=x; b=y\n";

    public static TheoryData<string, string> Messages() =>
        new()
        {
            {
                "password reset",
                "From: Example Accounts <no-reply@accounts.example.com>\nSubject: Reset your password\nContent-Type: text/html; charset=utf-8\n\n"
                    + "<!DOCTYPE html><html><head><style>p{color:#333}</style></head><body><table role=\"presentation\"><tr><td><p>Hi Ann,</p><p>We received a request to "
                    + "reset the password of your account. The link is valid for one hour.</p><p><a href=\"https://accounts.example.com/reset?token=abc\">Reset "
                    + "password</a></p><p>If you did not ask for this, you can ignore this message.</p></td></tr></table></body></html>\n"
            },
            {
                "invoice",
                "From: Billing <billing@hosting.example.net>\nSubject: Your invoice 2027-00123\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                    + "Content-Type: text/plain; charset=utf-8\n\nDear customer,\n\nplease find attached the invoice for December. The amount of 24.90 EUR will be debited on "
                    + "15 January.\n\nKind regards\nHosting Example\n--b\nContent-Type: application/pdf; name=invoice.pdf\nContent-Transfer-Encoding: base64\n"
                    + "Content-Disposition: attachment; filename=invoice.pdf\n\nJVBERi0xLjQK\n--b--\n"
            },
            {
                "notification of a code host",
                "From: Bob <notifications@code.example.com>\nReply-To: reply+abc@reply.code.example.com\nSubject: Re: [team/mail] Parser drops the last line (#42)\n"
                    + "In-Reply-To: <team/mail/issues/42@code.example.com>\nList-ID: team/mail <mail.team.code.example.com>\nList-Unsubscribe: <mailto:unsub@reply.code.example.com>\n"
                    + "Content-Type: text/plain; charset=UTF-8\n\nI can reproduce this on main. The scanner stops at the first bare LF; see line 80.\n\n-- \nReply to this email "
                    + "directly or view it on https://code.example.com/team/mail/issues/42\n"
            },
            {
                "invitation",
                "From: Carol <carol@example.org>\nSubject: Invitation: Planning @ Tue 5 Jan 2027 10:00\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
                    + "Content-Type: text/plain; charset=UTF-8\n\nYou have been invited to Planning, Tuesday 10:00 to 11:00, room 3.\n--b\n"
                    + "Content-Type: text/calendar; charset=UTF-8; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n"
            },
            {
                "a friend",
                "From: Dave <dave@mail.example.net>\nSubject: Saturday\nContent-Type: text/plain; charset=utf-8\n\nHi Ann,\n\nare you coming on Saturday? We meet at the station at "
                    + "nine, and Eve brings the map.\n\nSee you\nDave\n"
            },
            {
                "a letter in German",
                "From: Praxis Dr. Weiß <praxis@weiss.example>\nSubject: Ihr Termin am 12. Januar\nContent-Type: text/plain; charset=utf-8\n\nSehr geehrte Frau Beispiel,\n\nwir "
                    + "bestätigen Ihren Termin am 12. Januar um 9 Uhr. Bitte bringen Sie Ihre Versichertenkarte mit.\n\nMit freundlichen Grüßen\nIhre Praxis\n"
            },
            {
                "a letter in Japanese",
                "From: yamada@example.jp\nSubject: 会議の資料\nContent-Type: text/plain; charset=utf-8\n\n佐藤様\n\nお世話になっております。明日の会議の資料をお送りします。\nよろしくお願いいたします。\n\n山田\n"
            },
        };

    [Theory]
    [MemberData(nameof(Messages))]
    public void It_stays_out_of_junk(string kind, string message)
    {
        var shared = new SharedModel(new MemoryModelStore(), TimeProvider.System, NullLogger<SharedModel>.Instance);
        var filter = new SpamFilter(shared, new SpamSettings());

        // As nearly all of it, it is signed.
        var verdict = filter.Score(Mail.Of(Header + message), SenderFacts.None with { Spf = "pass", Dkim = "pass", Dmarc = "pass" });

        Assert.False(verdict.IsSpam, $"{kind}: {verdict.ToField()}");
    }
}
