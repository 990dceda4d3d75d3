using MailCloud.Webmail.Rendering;
using MailCloud.Webmail.Rendering.Html;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>What the sanitiser gives out, over all vectors there are.</summary>
public class SanitizerTests
{
    private const string Scope = "mailcloud-page-0";

    public static TheoryData<string> Ids() => [.. Vectors.All.Where(vector => vector.Part is "text/html").Select(vector => vector.Id)];

    [Fact]
    public void Every_vector_comes_out_with_nothing_but_what_is_allowed()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var vector in Vectors.All)
        foreach (var isShown in new[] { false, true })
        {
            count++;
            if (Sanitize(vector.Html, isShown) is not { } page)
                continue;
            var violations = SafeMarkup.Violations(page.Markup).Concat(SafeMarkup.StyleViolations(page.Style)).ToList();
            if (violations.Count > 0)
                failures.Add($"{vector.Id}: {string.Join(", ", violations)} in {page.Markup}");
        }
        Assert.Empty(failures);
        Assert.True(count > 1800);
    }

    [Fact]
    public void What_comes_out_reads_back_as_it_was_written_and_stays_safe()
    {
        foreach (var vector in Vectors.All)
        {
            if (Sanitize(vector.Html) is not { } page)
                continue;
            var read = SafeMarkup.ReadBack(page.Markup);
            Assert.Equal(page.Markup, read);
            Assert.Equal(read, SafeMarkup.ReadBack(read));
            Assert.Empty(SafeMarkup.Violations(read));
        }
    }

    [Fact]
    public void Only_what_never_settles_or_is_too_much_is_not_shown_as_a_page()
    {
        var refused = Vectors.All.Where(vector => Sanitize(vector.Html) is null).Select(vector => vector.Id).ToList();
        Assert.Empty(refused);
    }

    [Fact]
    public void To_sanitise_again_changes_nothing()
    {
        foreach (var vector in Vectors.All)
            if (Sanitize(vector.Html) is { BlockedImages: 0 } page && !page.Markup.Contains("src=", StringComparison.Ordinal))
                Assert.Equal(page.Markup, Sanitize(page.Markup)?.Markup);
    }

    internal static SanitizedPage? Sanitize(string html, bool showsImages = false)
    {
        var pictures = new PictureAddresses(
            name => name is "a" ? "/webmail/view/M1/inline/2" : null,
            showsImages ? address => $"/webmail/image?u={Uri.EscapeDataString(address)}&s=c2lnbmVk" : null
        );
        return new PageSanitizer(pictures, Scope, new RenderTime(TimeProvider.System)).Sanitize(html);
    }
}
