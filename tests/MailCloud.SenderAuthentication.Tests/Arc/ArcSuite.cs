using System.Text.RegularExpressions;
using MailCloud.Testing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace MailCloud.SenderAuthentication.Tests.Arc;

/// <summary>
/// The test suite of ARC's makers. Two things it takes for granted: messages have CRLF at their line ends, which the files do not show, and a
/// chain that its last sealer found broken has no result of its own, so that the expected one is empty.
/// </summary>
internal static partial class ArcSuite
{
    public static IEnumerable<ArcCase> Read(string file)
    {
        // An empty text is there as a line of blanks, which the parser takes for a wrong indentation.
        var text = EmptyText().Replace(File.ReadAllText(Corpora.File($"arc/{file}").Path), "|\n");
        var parser = new Parser(new StringReader(text));
        parser.TryConsume<StreamStart>(out _);
        var deserializer = new DeserializerBuilder().Build();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            var scenario = deserializer.Deserialize<Dictionary<string, object>>(parser);
            parser.TryConsume<DocumentEnd>(out _);
            foreach (var (name, test) in Map(scenario["tests"]))
                yield return new ArcCase(name, scenario, Map(test));
        }
    }

    [GeneratedRegex(@"\|\n( +\n)+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex EmptyText();

    private static Dictionary<string, object> Map(object value) =>
        ((Dictionary<object, object>)value).ToDictionary(pair => (string)pair.Key, pair => pair.Value);
}

internal sealed record ArcCase(string Name, Dictionary<string, object> Scenario, Dictionary<string, object> Test)
{
    public string this[string key] => ((string)Test[key]).Trim();

    public byte[] Message => Messages.Bytes(((string)Test["message"]).ReplaceLineEndings("\r\n"));

    public MemoryDns Dns
    {
        get
        {
            var dns = new MemoryDns();
            foreach (var (name, text) in (Dictionary<object, object>)Scenario["txt-records"])
                dns.Text((string)name, (string)text);
            return dns;
        }
    }

    public override string ToString() => Name;
}
