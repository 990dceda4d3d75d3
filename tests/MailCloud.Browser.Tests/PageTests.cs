using MailCloud.Testing;

namespace MailCloud.Browser.Tests;

/// <summary>What the page's own tests say of its parts that need no browser.</summary>
public class PageTests
{
    [Fact]
    public async Task Its_own_tests_succeed()
    {
        var output = await Tool.SucceedAsync("npm", ["test", "--silent", "--prefix", Scripts.Page]);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
    }
}
