namespace MailCloud.Browser.Tests;

/// <summary>The webmail as people use it, in a real browser: what happens is told by the scripts in <c>browser/specs</c>.</summary>
public sealed class BrowserTests(BrowserWorld world) : IClassFixture<BrowserWorld>
{
    public static TheoryData<string> All => [.. Scripts.Names];

    [Theory]
    [MemberData(nameof(All))]
    public Task The_script_succeeds(string name) => world.RunAsync(name);
}
