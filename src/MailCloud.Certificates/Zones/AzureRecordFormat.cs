using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailCloud.Certificates.Zones;

/// <summary>Record sets as the properties that Azure DNS gives them in its REST interface, version 2018-05-01.</summary>
internal static class AzureRecordFormat
{
    /// <summary>The longest string of a TXT record (RFC 1035 §3.3); longer texts are several.</summary>
    private const int MaxString = 255;

    /// <summary>A record type as it stands in addresses.</summary>
    public static string NameOf(DnsRecordType type) => type.ToString().ToUpperInvariant();

    public static JsonObject Write(DnsRecordType type, TimeSpan timeToLive, ImmutableArray<string> values)
    {
        var properties = new JsonObject { ["TTL"] = (long)timeToLive.TotalSeconds };
        (string Name, JsonNode Value) records = type switch
        {
            DnsRecordType.A => ("ARecords", List(values, value => new() { ["ipv4Address"] = value })),
            DnsRecordType.Aaaa => ("AAAARecords", List(values, value => new() { ["ipv6Address"] = value })),
            DnsRecordType.Cname => ("CNAMERecord", new JsonObject { ["cname"] = values.Single() }),
            DnsRecordType.Mx => ("MXRecords", List(values, MailExchange)),
            DnsRecordType.Srv => ("SRVRecords", List(values, Service)),
            DnsRecordType.Caa => ("caaRecords", List(values, Authority)),
            _ => ("TXTRecords", List(values, value => new() { ["value"] = Strings(value) })),
        };
        properties[records.Name] = records.Value;
        return properties;
    }

    public static ImmutableArray<string> Read(DnsRecordType type, JsonElement properties) =>
        type switch
        {
            DnsRecordType.A => Values(properties, "ARecords", record => Text(record, "ipv4Address")),
            DnsRecordType.Aaaa => Values(properties, "AAAARecords", record => Text(record, "ipv6Address")),
            DnsRecordType.Cname => properties.TryGetProperty("CNAMERecord", out var alias) ? [Host(alias, "cname")] : [],
            DnsRecordType.Mx => Values(properties, "MXRecords", record => $"{Text(record, "preference")} {Host(record, "exchange")}"),
            DnsRecordType.Srv => Values(
                properties,
                "SRVRecords",
                record => $"{Text(record, "priority")} {Text(record, "weight")} {Text(record, "port")} {Host(record, "target")}"
            ),
            DnsRecordType.Caa => Values(
                properties,
                "caaRecords",
                record => $"{Text(record, "flags")} {Text(record, "tag")} \"{Text(record, "value")}\""
            ),
            _ => Values(
                properties,
                "TXTRecords",
                record => string.Concat(record.GetProperty("value").EnumerateArray().Select(part => part.GetString()))
            ),
        };

    private static JsonArray List(ImmutableArray<string> values, Func<string, JsonObject> record) =>
        new JsonArray([.. values.Select(record)]);

    private static JsonArray Strings(string text) =>
        text.Length == 0 ? [""] : new JsonArray([.. text.Chunk(MaxString).Select(part => (JsonNode)new string(part))]);

    private static JsonObject MailExchange(string value)
    {
        var parts = Split(value, 2);
        return new() { ["preference"] = Number(parts[0]), ["exchange"] = parts[1] };
    }

    private static JsonObject Service(string value)
    {
        var parts = Split(value, 4);
        return new()
        {
            ["priority"] = Number(parts[0]),
            ["weight"] = Number(parts[1]),
            ["port"] = Number(parts[2]),
            ["target"] = parts[3],
        };
    }

    private static JsonObject Authority(string value)
    {
        var parts = Split(value, 3);
        return new()
        {
            ["flags"] = Number(parts[0]),
            ["tag"] = parts[1],
            ["value"] = parts[2].Trim('"'),
        };
    }

    private static string[] Split(string value, int count) =>
        value.Split(' ', count, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { } parts
        && parts.Length == count
            ? parts
            : throw new ArgumentException($"A record of {count} parts is not {value}.", nameof(value));

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Values(JsonElement properties, string name, Func<JsonElement, string> value) =>
        properties.TryGetProperty(name, out var records) && records.ValueKind is JsonValueKind.Array
            ? [.. records.EnumerateArray().Select(value)]
            : [];

    private static string Text(JsonElement record, string name) => record.GetProperty(name).ToString();

    private static string Host(JsonElement record, string name) => Text(record, name).TrimEnd('.');
}
