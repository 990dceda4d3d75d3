using System.Text.Json.Nodes;

namespace MailCloud.Testing.AzureDns;

/// <summary>The records of one name and type, as the management interface keeps them.</summary>
internal sealed class RecordSet(string zone, string type, string relativeName, JsonObject properties)
{
    public string Type => type;

    public string ETag { get; } = Guid.NewGuid().ToString();

    /// <summary>The whole name.</summary>
    public string Name => relativeName is "@" ? zone : $"{relativeName}.{zone}";

    public JsonObject Json =>
        new()
        {
            ["id"] = $"{AzureDnsServer.IdOf(zone)}/{type}/{relativeName}",
            ["name"] = relativeName,
            ["type"] = $"Microsoft.Network/dnszones/{type}",
            ["etag"] = ETag,
            ["properties"] = properties.DeepClone(),
        };

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public IEnumerable<string> Texts() =>
        Records("TXTRecords").Select(record => string.Concat(record["value"]!.AsArray().Select(part => (string)part!)));

    /// <summary>Tells a DNS what it can be told: all but aliases.</summary>
    public void Publish(MemoryDns dns)
    {
        foreach (var text in Texts())
            dns.Text(Name, text);
        foreach (var record in Records("ARecords"))
            dns.Address(Name, (string)record["ipv4Address"]!);
        foreach (var record in Records("AAAARecords"))
            dns.Address(Name, (string)record["ipv6Address"]!);
        foreach (var record in Records("MXRecords"))
            dns.MailExchange(Name, (int)record["preference"]!, (string)record["exchange"]!);
        foreach (var record in Records("SRVRecords"))
            dns.Service(Name, (int)record["port"]!, ((string)record["target"]!).TrimEnd('.'));
        foreach (var record in Records("caaRecords"))
            dns.Issuer(Name, (string)record["value"]!);
    }

    private IEnumerable<JsonNode> Records(string list) => properties[list]?.AsArray().Select(record => record!) ?? [];
}
