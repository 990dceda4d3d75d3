using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Local;

namespace MailCloud.Cli.Local;

/// <summary>How to reach a running <c>mailcloud up</c>: the content of its ready file, JSON that only its owner can read.</summary>
/// <param name="Host">The address that it is bound to.</param>
/// <param name="CaFile">The certificate authority to give to clients.</param>
/// <param name="Storage">The storage account's connection string.</param>
/// <param name="Pids">The processes to look at, or to end.</param>
internal sealed record ReadyInfo(
    string Host,
    ServicePorts Ports,
    string CaFile,
    IReadOnlyList<LocalAccount> Accounts,
    string Storage,
    ProcessIds Pids
)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static ReadyInfo? Read(string file) => JsonSerializer.Deserialize<ReadyInfo>(File.ReadAllText(file), Format);

    public void Write(string file) => PrivateFile.Write(file, JsonSerializer.Serialize(this, Format) + "\n");
}

/// <summary>The TCP port of each service.</summary>
internal sealed record ServicePorts(int Smtp, int Submission, int Submissions, int Imaps, int Pop3s, int Https, int Http)
{
    /// <summary>Each service's name, which is also that of its option, and its port.</summary>
    [JsonIgnore]
    public IEnumerable<(string Service, int Port)> ByService =>
        [
            ("smtp", Smtp),
            ("submission", Submission),
            ("submissions", Submissions),
            ("imaps", Imaps),
            ("pop3s", Pop3s),
            ("https", Https),
            ("http", Http),
        ];
}

/// <summary>An account of this folder.</summary>
/// <param name="Password">Null: it is no longer the one that <c>mailcloud up</c> knew.</param>
internal sealed record LocalAccount(string Address, string? Password);

/// <param name="Azurite">Null: the storage account is elsewhere.</param>
internal sealed record ProcessIds(int Mailcloud, int? Azurite);
