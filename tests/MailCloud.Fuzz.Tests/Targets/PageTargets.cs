using System.Text;
using System.Text.Json;
using AngleSharp;
using AngleSharp.Dom;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Testing;
using MailCloud.Webmail.Invitations;
using MailCloud.Webmail.Rendering;
using MailCloud.Webmail.Rendering.Html;
using MailCloud.Webmail.Rendering.Text;
using MailCloud.Webmail.Rendering.Winmail;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>What the webmail shows of strangers' messages.</summary>
internal static class PageTargets
{
    /// <summary>A page comes out with nothing but what is allowed, and reads back as it was written; as a text it is text.</summary>
    public static FuzzTarget Pages { get; } =
        new(
            "pages",
            octets =>
            {
                var html = Encoding.UTF8.GetString(octets);
                var pictures = new PictureAddresses(_ => null, address => "/webmail/image?u=" + Uri.EscapeDataString(address));
                if (new PageSanitizer(pictures, "scope", new RenderTime(TimeProvider.System)).Sanitize(html) is { } page)
                {
                    Check(page.Markup);
                    using var read = MarkupParser.Parse(page.Markup, new RenderTime(TimeProvider.System));
                    Assert.Equal(page.Markup, read?.Body?.ChildNodes.ToHtml(Ganss.Xss.HtmlFormatter.Instance));
                    Assert.DoesNotContain('<', page.Style);
                    Assert.DoesNotContain('\\', page.Style);
                    Assert.DoesNotContain("url(", page.Style, StringComparison.OrdinalIgnoreCase);
                }
                Check(TextPage.Write(QuotedLine.Of(html)));
                Check(TextPage.Write(QuotedLine.OfFlowed(PageText.Of(html), deletesSpace: octets.Length % 2 == 0)));
            }
        )
        {
            Seeds = Markup,
            Tokens =
            [
                "<svg>",
                "<math>",
                "<style>",
                "</style>",
                "<!--",
                "-->",
                "<table>",
                "<noscript>",
                "<template>",
                "<a href=",
                "<img src=",
                "style=\"",
                "onerror=",
                "javascript:",
                "url(",
                "&lt;",
                "\0",
                "http://",
                "> ",
            ],
            MaxLength = 8 * 1024,
            FreeAllocation = 64 * 1024 * 1024,
            AllocationPerOctet = 64 * 1024,
        };

    /// <summary>Files that are read for what is in them: calendars, and what Outlook wraps up.</summary>
    public static FuzzTarget Files { get; } =
        new(
            "files",
            octets =>
            {
                if (WinmailReader.Read(octets) is { } winmail)
                    Assert.True(winmail.Files.Sum(file => (long)file.Content.Length) <= octets.Length);
                if (InvitationReader.Read(Encoding.UTF8.GetString(octets), method: null) is { } invitation)
                    Assert.True(invitation.Attendees.Length <= 100);
            }
        )
        {
            Seeds = () =>
                [
                    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nDTSTART;TZID=Europe/Berlin:20260105T120000\r\nDURATION:PT1H\r\nORGANIZER;CN=a:mailto:a@b.c\r\nATTENDEE:mailto:d@e.f\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,-1FR;UNTIL=20270101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"u8.ToArray(),
                    Convert.FromHexString(
                        "789F3E22010002029006000E0000000000000000000000000000000000000002108001000600000061"
                            + "2E747874000502020F80060003000000010203060000"
                    ),
                    Convert.FromHexString("789F3E2201000103900600140000000100000" + "01E000010010000000200000078000000A900"),
                ],
            Tokens = ["BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "RRULE:FREQ=", "DTSTART:", "\x1F\0", "\x02\x01"],
            MaxLength = 8 * 1024,
            FreeAllocation = 64 * 1024 * 1024,
            AllocationPerOctet = 64 * 1024,
        };

    private static void Check(string markup)
    {
        using var document = MarkupParser.Parse(markup, new RenderTime(TimeProvider.System));
        Assert.NotNull(document?.Body);
        foreach (var element in document.Body.QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, (IReadOnlySet<string>)HtmlRules.Elements);
            Assert.Equal(NamespaceNames.HtmlUri, element.NamespaceUri);
            Assert.All(
                element.Attributes,
                attribute => Assert.True(attribute.Name is "target" or "rel" || HtmlRules.Attributes.Contains(attribute.Name))
            );
        }
    }

    private static IEnumerable<byte[]> Markup()
    {
        yield return "<p>Hello <a href=\"https://example.com/\">you</a></p>"u8.ToArray();
        if (!Corpora.Exist)
            yield break;
        foreach (
            var (file, property) in new[]
            {
                ("generated/mail-vectors.json", "html"),
                ("h5sc/h5sc-items.json", "data"),
                ("htmlsanitizer/htmlsanitizer-literals.json", "literal"),
            }
        )
        {
            using var vectors = JsonDocument.Parse(Corpora.File($"html/{file}").Read());
            foreach (var vector in vectors.RootElement.EnumerateArray())
                yield return Encoding.UTF8.GetBytes(vector.GetProperty(property).GetString()!);
        }
    }
}
