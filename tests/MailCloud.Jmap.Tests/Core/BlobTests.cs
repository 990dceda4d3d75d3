using System.Text;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Tests.Core;

/// <summary>Octets by blob id (RFC 8620 §6).</summary>
public class BlobTests
{
    private const string Message = """
        From: bob@example.com
        Subject: Parts
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Gr=C3=BC=
        =C3=9Fe
        --b
        Content-Type: application/pdf; name=a.pdf
        Content-Transfer-Encoding: base64

        aGVsbG8g
        d29ybGQ=
        --b
        Content-Type: message/rfc822

        Subject: Inner

        inner text
        --b--
        """;

    [Theory]
    [InlineData("-1", "text/plain", null, "Grüße")]
    [InlineData("-2", "application/pdf", "a.pdf", "hello world")]
    [InlineData("-3", "message/rfc822", null, "Subject: Inner\r\n\r\ninner text")]
    [InlineData("-3_1", "text/plain", null, "inner text")]
    public async Task A_part_is_decoded(string part, string mediaType, string? name, string content)
    {
        var world = await JmapWorld.CreateAsync();
        var blob = await FindAsync(world, "B" + (await world.DeliverAsync(Message))[1..] + part);
        Assert.NotNull(blob);
        Assert.Equal(mediaType, blob.MediaType);
        Assert.Equal(name, blob.FileName);
        Assert.Equal(content, await TextAsync(blob));
    }

    [Fact]
    public async Task A_message_is_what_came()
    {
        var world = await JmapWorld.CreateAsync();
        var blob = await FindAsync(world, "B" + (await world.DeliverAsync(Message))[1..]);
        Assert.NotNull(blob);
        Assert.Equal(Message.ReplaceLineEndings("\r\n"), await TextAsync(blob));
        Assert.Equal(Message.ReplaceLineEndings("\r\n").Length, blob.Length);
    }

    [Fact]
    public async Task An_upload_is_its_accounts_only()
    {
        var world = await JmapWorld.CreateAsync();
        using var content = new MemoryStream("hello"u8.ToArray());
        var upload = await world.Server.Uploads.WriteAsync(JmapWorld.Alice, content, "text/x", 100, CancellationToken.None);
        var id = BlobIds.Of(upload!);
        var blob = await FindAsync(world, id);
        Assert.NotNull(blob);
        Assert.Equal(("text/x", 5), (blob.MediaType, blob.Length));
        Assert.Equal("hello", await TextAsync(blob));
        Assert.Null(await Blob.FindAsync(world.Server, new AccountId("bob@example.org"), id, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("B1")]
    [InlineData("U")]
    [InlineData("Uffff")]
    [InlineData("U../x")]
    [InlineData("X1")]
    [InlineData("B1-")]
    [InlineData("B1-0")]
    [InlineData("B1-1_")]
    [InlineData("B1-01")]
    [InlineData("B1--1")]
    [InlineData("B1-99999999999")]
    public async Task What_names_nothing_is_not_found(string id)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Null(await FindAsync(world, id));
    }

    [Theory]
    [InlineData("-4")]
    [InlineData("-1_1")]
    [InlineData("-3_2")]
    public async Task A_message_has_only_its_own_parts(string part)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Null(await FindAsync(world, "B" + (await world.DeliverAsync(Message))[1..] + part));
    }

    [Fact]
    public async Task Too_much_is_not_read()
    {
        var world = await JmapWorld.CreateAsync();
        var id = "B" + (await world.DeliverAsync(Message))[1..];
        var (whole, part) = (await FindAsync(world, id), await FindAsync(world, id + "-2"));
        Assert.Null(await whole!.ReadAsync(10, CancellationToken.None));
        Assert.Null(await part!.ReadAsync(10, CancellationToken.None));
        Assert.Equal("hello world"u8.ToArray(), await part.ReadAsync(11, CancellationToken.None));
    }

    private static async Task<Blob?> FindAsync(JmapWorld world, string id) =>
        await Blob.FindAsync(world.Server, JmapWorld.Alice, id, CancellationToken.None);

    private static async Task<string> TextAsync(Blob blob) =>
        Encoding.UTF8.GetString((await blob.ReadAsync(int.MaxValue, CancellationToken.None))!);
}
