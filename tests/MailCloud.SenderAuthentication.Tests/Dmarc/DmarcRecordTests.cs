using CsCheck;
using MailCloud.SenderAuthentication.Dmarc;

namespace MailCloud.SenderAuthentication.Tests.Dmarc;

public class DmarcRecordTests
{
    [Fact]
    public void A_record_has_its_tags_or_what_stands_for_them()
    {
        var full = DmarcRecord.Parse(
            "v=DMARC1; p=reject; sp=quarantine; adkim=s; aspf=s; pct=20; rua=mailto:a@example.org, mailto:b@example.org"
        );
        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.Quarantine, true, true, 20), Facts(full));
        Assert.Equal(["mailto:a@example.org", "mailto:b@example.org"], full!.AggregateReportTargets);
        Assert.Equal(
            (DmarcPolicy.Quarantine, DmarcPolicy.Quarantine, false, false, 100),
            Facts(DmarcRecord.Parse("v=DMARC1;p=quarantine"))
        );
    }

    [Theory]
    [InlineData("v=DMARC1 ; P = Reject ;; x=y; pct=101; adkim=x;", DmarcPolicy.Reject)]
    [InlineData("v = DMARC1; p=reject", DmarcPolicy.Reject)]
    [InlineData("v=DMARC1; p=monitor; rua=mailto:a@example.org", DmarcPolicy.None)]
    [InlineData("v=DMARC1; rua=mailto:a@example.org", DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=reject; sp=perhaps; rua=mailto:a@example.org", DmarcPolicy.None)]
    public void What_can_be_read_counts(string text, DmarcPolicy policy) => Assert.Equal(policy, DmarcRecord.Parse(text)?.Policy);

    [Theory]
    [InlineData("v=DMARC1; p=monitor")]
    [InlineData("v=DMARC1")]
    [InlineData("v=DMARC1; p=reject; sp=perhaps")]
    [InlineData("v=dmarc1; p=reject")]
    [InlineData("p=reject; v=DMARC1")]
    [InlineData("v=DMARC10; p=reject")]
    [InlineData("v=spf1 -all")]
    public void What_cannot_be_read_is_no_record(string text) => Assert.Null(DmarcRecord.Parse(text));

    [Fact]
    public void Nothing_breaks_it() =>
        Gen.String[Gen.Char["v=DMARC1;p=rejectsnoqu;: \t%"], 0, 60]
            .Sample(text => _ = (DmarcRecord.Parse(text), DmarcRecord.Parse("v=DMARC1;" + text)));

    private static (DmarcPolicy, DmarcPolicy, bool, bool, int)? Facts(DmarcRecord? record) =>
        record is null ? null : (record.Policy, record.SubdomainPolicy, record.IsDkimStrict, record.IsSpfStrict, record.Percentage);
}
