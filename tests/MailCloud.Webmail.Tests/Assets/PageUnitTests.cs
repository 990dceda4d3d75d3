using System.Text.RegularExpressions;
using MailCloud.Testing;

namespace MailCloud.Webmail.Tests.Assets;

/// <summary>The page's own tests, in TypeScript beside what they test: <c>npm test</c> in <c>src/MailCloud.Webmail/app</c>.</summary>
public partial class PageUnitTests
{
    [Fact]
    public async Task All_of_them_pass()
    {
        var page = Path.Combine(Checkout.Root, "src", "MailCloud.Webmail", "app");
        var runner = Path.Combine(page, "node_modules", "vitest", "vitest.mjs");
        Assert.SkipUnless(File.Exists(runner), "The page was left out of this build.");
        var output = await Tool.SucceedAsync("env", ["NO_COLOR=1", "node", runner, "run", "--root", page]);
        Assert.Matches(Passed(), output);
    }

    [GeneratedRegex(@"Tests +[1-9]\d* passed", RegexOptions.None, 1000)]
    private static partial Regex Passed();
}
