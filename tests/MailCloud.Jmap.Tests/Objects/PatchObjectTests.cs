using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Objects;

namespace MailCloud.Jmap.Tests.Objects;

/// <summary>Patches (RFC 8620 §5.3).</summary>
public sealed class PatchObjectTests
{
    [Theory]
    [InlineData("""{"b":2}""", """{"a":1,"o":{"x":{"y":1}},"l":[1],"b":2}""")]
    [InlineData("""{"a":null}""", """{"o":{"x":{"y":1}},"l":[1]}""")]
    [InlineData("""{"none":null}""", """{"a":1,"o":{"x":{"y":1}},"l":[1]}""")]
    [InlineData("""{"o/x/y":2}""", """{"a":1,"o":{"x":{"y":2}},"l":[1]}""")]
    [InlineData("""{"o/x/z":[3],"o/w":null}""", """{"a":1,"o":{"x":{"y":1,"z":[3]}},"l":[1]}""")]
    [InlineData("""{"o/~1~01":"t"}""", """{"a":1,"o":{"x":{"y":1},"/~1":"t"},"l":[1]}""")]
    [InlineData("""{"l":[2,3]}""", """{"a":1,"o":{"x":{"y":1}},"l":[2,3]}""")]
    public void A_patch_sets_what_its_paths_lead_to(string patch, string result) => AssertBecomes(result, patch);

    [Theory]
    [InlineData("""{"l/0":2}""")]
    [InlineData("""{"a/b":2}""")]
    [InlineData("""{"none/b":2}""")]
    [InlineData("""{"o":{},"o/x":2}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_path_that_leads_nowhere_is_refused(string patch) =>
        Assert.Equal("invalidPatch", PatchObject.Apply(Target(), JsonElement.Parse(patch))?.Type);

    private static void AssertBecomes(string result, string patch)
    {
        var target = Target();
        Assert.Null(PatchObject.Apply(target, JsonElement.Parse(patch)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result), target), target.ToJsonString());
    }

    private static JsonObject Target() => JsonNode.Parse("""{"a":1,"o":{"x":{"y":1}},"l":[1]}""")!.AsObject();
}
