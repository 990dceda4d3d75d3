using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Tests;

public class JmapIdsTests
{
    [Fact]
    public void Each_id_is_read_as_it_is_written()
    {
        Assert.Equal(new MailboxId(7), JmapIds.ParseMailbox(JmapIds.Of(new MailboxId(7))));
        Assert.Equal(new EmailId(8), JmapIds.ParseEmail(JmapIds.Of(new EmailId(8))));
        Assert.Equal(new ThreadId(ulong.MaxValue), JmapIds.ParseThread(JmapIds.Of(new ThreadId(ulong.MaxValue))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("F")]
    [InlineData("M7")]
    [InlineData("F07")]
    [InlineData("F-7")]
    [InlineData("F99999999999999999999")]
    public void Only_one_spelling_is_an_id(string id) => Assert.Null(JmapIds.ParseMailbox(id));
}
