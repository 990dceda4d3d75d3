using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>Nothing in a header hides an author, or half of them.</summary>
public class AuthorFieldsTests
{
    [Theory]
    [InlineData("From: Carol <carol@example.net>\r\n\r\n", 1, "carol@example.net", true)]
    [InlineData("Subject: x\r\nfrom: a@x.example,\r\n b@y.example\r\n", 1, "a@x.example b@y.example", true)]
    [InlineData("From: team: a@x.example, b@y.example;\r\n", 1, "a@x.example b@y.example", true)]
    [InlineData("Subject: x\r\n\r\nFrom: in@body.example\r\n", 0, "", true)]
    [InlineData("From:\r\n", 1, "", false)]
    [InlineData("From: nobody:;\r\n", 1, "", false)]
    [InlineData("From: Bank\r\n", 1, "Bank@", false)]
    public void A_header_has_its_authors(string header, int count, string authors, bool isReadable)
    {
        var fields = AuthorFields.Read(Encoding.ASCII.GetBytes(header));
        Assert.Equal((count, isReadable), (fields.Count, fields.IsReadable));
        Assert.Equal(authors, string.Join(' ', fields.Addresses.Select(address => $"{address.Mailbox}@{address.Host}")));
    }

    [Fact]
    public void Other_fields_crowd_nobody_out()
    {
        var header = $"Content-Description: {new string('x', 131_072)}\r\nFrom: ceo@example.com\r\n\r\n";
        Assert.Equal("ceo", Assert.Single(AuthorFields.Read(Encoding.ASCII.GetBytes(header)).Addresses).Mailbox);
    }

    [Fact]
    public void Of_too_long_a_list_nobody_is_read()
    {
        var header = $"From: a@evil.example,{string.Concat(Enumerable.Repeat("\r\n b@x.example,", 2000))}\r\n ceo@example.com\r\n";
        var fields = AuthorFields.Read(Encoding.ASCII.GetBytes(header));
        Assert.Empty(fields.Addresses);
        Assert.False(fields.IsReadable);
    }
}
