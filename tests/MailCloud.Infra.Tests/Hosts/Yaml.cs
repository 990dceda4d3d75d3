using YamlDotNet.RepresentationModel;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>YAML files of the checkout.</summary>
internal static class Yaml
{
    public static YamlMappingNode Read(string file)
    {
        using var text = new StringReader(Checkout.Read(file));
        var stream = new YamlStream();
        stream.Load(text);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    public static YamlMappingNode Map(this YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    public static string Text(this YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value ?? "";
}
