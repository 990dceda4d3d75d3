using System.Buffers.Binary;
using System.Net;
using System.Text;
using MailCloud.Webmail.Rendering.Winmail;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>Outlook's <c>winmail.dat</c>: what is in it, and that no such file keeps us busy.</summary>
public sealed class WinmailTests
{
    private const uint RenderData = 0x00069002;
    private const uint Title = 0x00018010;
    private const uint Data = 0x0006800F;
    private const uint MessageProperties = 0x00069003;
    private const uint FileProperties = 0x00069005;

    [Fact]
    public void Files_and_texts_are_found()
    {
        var winmail = WinmailReader.Read(
            Tnef(
                (MessageProperties, Properties((0x1000, 0x1E, "The text\0"u8.ToArray()), (0x1013, 0x102, "<p>The page"u8.ToArray()))),
                (RenderData, new byte[14]),
                (Title, "A.TXT\0"u8.ToArray()),
                (Data, "content"u8.ToArray()),
                (FileProperties, Properties((0x3707, 0x1F, Encoding.Unicode.GetBytes("a long näme.txt\0")))),
                (RenderData, new byte[14]),
                (Title, "b.bin\0"u8.ToArray()),
                (Data, [1, 2, 3])
            )
        );
        Assert.NotNull(winmail);
        Assert.Equal(("The text", "<p>The page"), (winmail.Text, winmail.Html));
        Assert.Equal(["a long näme.txt", "b.bin"], winmail.Files.Select(file => file.Name));
        Assert.Equal("content", Encoding.ASCII.GetString(winmail.Files[0].Content));
        Assert.Equal([1, 2, 3], winmail.Files[1].Content);
    }

    [Fact]
    public async Task They_are_shown_and_saved_and_nothing_else_is()
    {
        await using var world = await ViewWorld.CreateAsync();
        var tnef = Convert.ToBase64String(
            Tnef(
                (MessageProperties, Properties((0x1013, 0x102, "<p>The page<script>alert(1)</script>"u8.ToArray()))),
                (RenderData, new byte[14]),
                (Title, "x\"><img src=x>.html\0"u8.ToArray()),
                (Data, "<script>alert(1)</script>"u8.ToArray())
            )
        );
        var id = await world.DeliverAsync(
            $"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{tnef}\n"
        );
        var body = SafeMarkup.BodyOf(await world.ShowAsync(id));
        Assert.Empty(SafeMarkup.Violations(body, allowsOwn: true));
        Assert.Contains("The page", body, StringComparison.Ordinal);
        Assert.Contains($"href=\"/webmail/view/{id}/winmail/1/0\">x&quot;&gt;&lt;img src=x&gt;.html</a>", body, StringComparison.Ordinal);

        using var file = await world.GetAsync($"/webmail/view/{id}/winmail/1/0");
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", file.Content.Headers.ContentType?.ToString());
        Assert.Equal("default-src 'none'; sandbox", string.Join("", file.Headers.GetValues("Content-Security-Policy")));
        foreach (var path in new[] { "1/1", "1/-1", "2/0", "x/0", "1/99999999999" })
        {
            using var missing = await world.GetAsync($"/webmail/view/{id}/winmail/{path}");
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
    }

    [Fact]
    public void What_is_cut_off_or_damaged_ends_CVE_2026_62641()
    {
        var whole = Tnef(
            (MessageProperties, Properties((0x1000, 0x1E, "The text\0"u8.ToArray()), (0x1013, 0x102, "<p>The page"u8.ToArray()))),
            (RenderData, new byte[14]),
            (Title, "a.txt\0"u8.ToArray()),
            (Data, "content"u8.ToArray())
        );
        for (var length = 0; length <= whole.Length; length++)
            _ = WinmailReader.Read(whole.AsSpan(0, length));
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                damaged[random.Next(6, damaged.Length)] = (byte)random.Next(256);
            if (WinmailReader.Read(damaged) is { } read)
                Assert.True(read.Files.Sum(file => file.Content.Length) <= damaged.Length);
        }
    }

    [Fact]
    public void A_file_that_names_itself_a_million_times_is_read_once()
    {
        var count = BitConverter.GetBytes(uint.MaxValue);
        Assert.NotNull(WinmailReader.Read(Tnef((MessageProperties, [.. count, 0x1E, 0, 0, 0x10, .. count, .. count]))));
        var many = Enumerable.Range(0, 20_000).SelectMany(_ => new[] { (RenderData, new byte[14]), (Data, new byte[] { 1 }) }).ToArray();
        Assert.InRange(WinmailReader.Read(Tnef(many))!.Files.Length, 1, 100);
    }

    private static byte[] Tnef(params (uint Tag, byte[] Value)[] attributes)
    {
        using var file = new MemoryStream();
        file.Write([0x78, 0x9F, 0x3E, 0x22, 1, 0]);
        foreach (var (tag, value) in attributes)
        {
            var head = new byte[9];
            head[0] = (byte)(tag is MessageProperties ? 1 : 2);
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(1), tag);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(5), value.Length);
            file.Write(head);
            file.Write(value);
            file.Write(BitConverter.GetBytes((ushort)value.Sum(octet => octet)));
        }
        return file.ToArray();
    }

    private static byte[] Properties(params (ushort Id, ushort Type, byte[] Value)[] properties)
    {
        using var file = new MemoryStream();
        file.Write(BitConverter.GetBytes(properties.Length));
        foreach (var (id, type, value) in properties)
        {
            file.Write([
                .. BitConverter.GetBytes(type),
                .. BitConverter.GetBytes(id),
                1,
                0,
                0,
                0,
                .. BitConverter.GetBytes(value.Length),
                .. value,
            ]);
            file.Write(new byte[(4 - (value.Length % 4)) % 4]);
        }
        return file.ToArray();
    }
}
