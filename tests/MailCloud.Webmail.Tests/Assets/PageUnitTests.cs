using System.Text.RegularExpressions;
using MailCloud.Testing;

namespace MailCloud.Webmail.Tests.Assets;

/// <summary>The page's own tests, in TypeScript beside what they test: <c>npm test</c> in <c>src/MailCloud.Webmail/app</c>.</summary>
public partial class PageUnitTests
{
    [Fact]
    public async Task All_of_them_pass()
    {
        var page = Path.Combine(CheckoutRoot(), "src", "MailCloud.Webmail", "app");
        var runner = Path.Combine(page, "node_modules", "vitest", "vitest.mjs");
        Assert.SkipUnless(File.Exists(runner), "The page was left out of this build.");
        var output = await Tool.SucceedAsync("env", ["NO_COLOR=1", "node", runner, "run", "--root", page]);
        Assert.Matches(Passed(), output);
    }

    private static string CheckoutRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MailCloud.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run in a checkout.");
    }

    [GeneratedRegex(@"Tests +[1-9]\d* passed", RegexOptions.None, 1000)]
    private static partial Regex Passed();
}
