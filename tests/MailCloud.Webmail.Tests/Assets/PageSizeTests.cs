using System.Text.Json;
using MailCloud.Webmail.Assets;

namespace MailCloud.Webmail.Tests.Assets;

public class PageSizeTests
{
    /// <summary>Octets on the wire of everything that the first view loads.</summary>
    private const int Budget = 60 * 1024;

    [Fact]
    public void The_first_view_is_small()
    {
        using var report = typeof(PageFiles).Assembly.GetManifestResourceStream("report.json");
        Assert.SkipWhen(report is null, "The program was built without the page.");
        var sizes = JsonSerializer.Deserialize<Report>(report!, JsonSerializerOptions.Web)!;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"First view: {sizes.FirstView} octets on the wire: {string.Join(", ", sizes.First)}"
        );
        Assert.InRange(sizes.FirstView, 1, Budget);
    }

    private sealed record Report(int FirstView, string[] First);
}
