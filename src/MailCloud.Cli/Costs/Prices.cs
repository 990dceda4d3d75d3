using System.Text.Json;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Costs;

/// <summary>What Azure asks for things, in one region at one time: a file, so that everybody can put in what he pays.</summary>
/// <param name="Currency">The code of ISO 4217.</param>
/// <param name="Source">Where the prices were read.</param>
/// <param name="FunctionsShortestRunSeconds">How long each run of a function is paid for at least.</param>
/// <param name="EgressFreeGB">What leaves the region in a month before it is paid for.</param>
internal sealed record Prices(
    string Region,
    string Currency,
    DateOnly Date,
    string Source,
    double BlobWritesPer10000,
    double BlobReadsPer10000,
    double TableOperationsPer10000,
    double QueueOperationsPer10000,
    double StoragePerGBMonth,
    double FunctionsPerGBSecond,
    double FunctionsPerMillionRuns,
    double FunctionsShortestRunSeconds,
    double ContainerPerVCpuSecond,
    double ContainerPerGiBSecond,
    double FirstVirtualMachinePerMonth,
    double NextVirtualMachinePerMonth,
    double EgressPerGB,
    double EgressFreeGB,
    double VaultPer10000,
    double LogsPerGB,
    double LogsFreeGB,
    double RegistryPerMonth,
    double DnsZonePerMonth
)
{
    // A price that is missing, or misspelt, would be nothing without a word.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The prices that came with this program.</summary>
    public static Prices BuiltIn() => Read(new FileInfo(Path.Combine(AppContext.BaseDirectory, "Costs", "prices.json")));

    /// <exception cref="SettingException">It is no file of prices; all of them have to be there.</exception>
    public static Prices Read(FileInfo file)
    {
        try
        {
            using var stream = file.OpenRead();
            return JsonSerializer.Deserialize<Prices>(stream, Strict) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException("--prices", "is a JSON file with a region, a currency, a date, a source and all prices");
        }
    }
}
