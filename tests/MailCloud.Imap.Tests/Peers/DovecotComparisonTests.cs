using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Peers;

/// <summary>
/// Another server's opinion: what Dovecot answers to the same commands about the same 500 messages. Where the RFC leaves room, or Dovecot is wrong
/// (<c>BINARY.SIZE</c> of quoted-printable), the command is not here.
/// </summary>
public sealed class DovecotComparisonTests(SameMailbox mailbox) : IClassFixture<SameMailbox>
{
    [Theory]
    [InlineData("SORT (ARRIVAL) UTF-8 ALL")]
    [InlineData("SORT (CC) UTF-8 ALL")]
    [InlineData("SORT (DATE) UTF-8 ALL")]
    [InlineData("SORT (FROM) UTF-8 ALL")]
    [InlineData("SORT (REVERSE SIZE) UTF-8 ALL")]
    [InlineData("SORT (SUBJECT) UTF-8 ALL")]
    [InlineData("SORT (TO) UTF-8 ALL")]
    [InlineData("SORT (DISPLAYFROM) UTF-8 ALL")]
    [InlineData("SORT (DISPLAYTO) UTF-8 ALL")]
    [InlineData("SORT (SUBJECT REVERSE DATE) UTF-8 SENTSINCE 20-Aug-2002")]
    [InlineData("SORT RETURN (COUNT MIN MAX ALL) (REVERSE FROM) UTF-8 UNSEEN")]
    public Task Sorts_alike(string command) => CompareAsync(command);

    [Theory]
    [InlineData("THREAD ORDEREDSUBJECT UTF-8 ALL")]
    [InlineData("THREAD REFERENCES UTF-8 ALL")]
    [InlineData("THREAD REFERENCES UTF-8 SEEN")]
    public Task Threads_alike(string command) => CompareAsync(command);

    [Theory]
    [InlineData("SEARCH BODY \"the\"")]
    [InlineData("SEARCH BODY \"KERNEL\"")]
    [InlineData("SEARCH TEXT \"irish\"")]
    [InlineData("SEARCH BODY \"wrote:\"")]
    [InlineData("SEARCH BODY \"=20\"")]
    [InlineData("SEARCH SUBJECT \"[ilug]\"")]
    [InlineData("SEARCH FROM \"kevin\"")]
    [InlineData("SEARCH OR TO \"zzzz\" CC \"linux\"")]
    [InlineData("SEARCH HEADER List-Id \"linux\"")]
    [InlineData("SEARCH HEADER References \"\"")]
    [InlineData("SEARCH NOT HEADER In-Reply-To \"\"")]
    [InlineData("SEARCH SENTBEFORE 1-Jul-2002")]
    [InlineData("SEARCH SENTON 2-Sep-2002")]
    [InlineData("SEARCH SINCE 5-Jan-2020 BEFORE 9-Jan-2020 UNSEEN")]
    [InlineData("SEARCH OR KEYWORD $Junk (LARGER 4000 SMALLER 5000)")]
    [InlineData("SEARCH RETURN (MIN MAX COUNT ALL) NOT FLAGGED 100:*")]
    public Task Searches_alike(string command) => CompareAsync(command);

    [Theory]
    [InlineData("FETCH 1:* (RFC822.SIZE INTERNALDATE)")]
    [InlineData("FETCH 1:* (BODY.PEEK[])")]
    [InlineData("FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)])")]
    [InlineData("FETCH 1:* (BODY.PEEK[HEADER.FIELDS.NOT (RECEIVED DATE)]<5.300>)")]
    [InlineData("FETCH 1:* (BODY.PEEK[1]<10.200>)")]
    [InlineData("FETCH 1:* (BODY.PEEK[1.MIME])")]
    [InlineData("FETCH 1:* (BODY.PEEK[TEXT]<0.50>)")]
    public Task Fetches_alike(string command) => CompareAsync(command);

    private async Task CompareAsync(string command)
    {
        Assert.SkipWhen(SameMailbox.Obstacle is not null, SameMailbox.Obstacle ?? "");
        var theirs = await mailbox.Theirs!.RunAsync(command);
        var ours = await mailbox.Ours!.RunAsync(command);
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, ours);
    }
}
