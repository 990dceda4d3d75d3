using System.Security.Cryptography;
using System.Text.Json;
using MailCloud.Testing;
using MailCloud.Testing.Transcripts;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>
/// ImapFlow, a client for Node.js, in the version of <c>imapflow/package-lock.json</c>: special-use, ESEARCH, IDLE, moves, and QRESYNC after it was away. What it does is in <c>imapflow/client.mjs</c>.
/// </summary>
public sealed class ImapFlowTests(SharedProcess shared)
{
    private static readonly string Sources = Path.Combine(
        Path.GetDirectoryName(TranscriptFiles.Folder)!,
        "MailCloud.Interop.Tests",
        "Clients",
        "imapflow"
    );

    [Fact]
    public async Task It_hears_of_changes_and_comes_back_to_what_it_missed()
    {
        var account = SharedProcess.AccountOf("imapflow");
        var endpoints = shared.Service.Endpoints;
        var script = await InstallAsync();

        var output = await Tool.SucceedAsync(
            "node",
            [script, $"{endpoints.Ports.Imaps}", endpoints.CaFile, account, SharedProcess.ClientSecret]
        );

        var result = JsonSerializer.Deserialize<Result>(output, JsonSerializerOptions.Web)!;
        Assert.Equal(["\\Archive", "\\Drafts", "\\Inbox", "\\Junk", "\\Sent", "\\Trash"], result.SpecialUse);
        Assert.Contains("QRESYNC", result.Enabled);
        Assert.Contains("CONDSTORE", result.Enabled);
        Assert.True(result.Compressed);
        ClientProfile.Of(result.Said).Print("imapflow");
    }

    /// <summary>The packages, where a build may leave what can be made again; they are installed whole or not at all.</summary>
    private static async Task<string> InstallAsync()
    {
        var files = Directory.GetFiles(Sources);
        var version = Convert.ToHexStringLower(SHA256.HashData([.. files.Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)]))[
            ..8
        ];
        var place = Path.Combine(Sources, "../../../../artifacts", $"imapflow-{version}");
        if (!Directory.Exists(place))
        {
            var partial = Directory.CreateDirectory($"{place}.{Environment.ProcessId}.partial").FullName;
            foreach (var file in files)
                File.Copy(file, Path.Combine(partial, Path.GetFileName(file)), overwrite: true);
            await Tool.SucceedAsync("npm", ["ci", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"]);
            Directory.Move(partial, place);
        }
        return Path.Combine(place, "client.mjs");
    }

    private sealed record Result(string[] SpecialUse, bool Quota, string[] Enabled, bool Compressed, string Mechanism, string[] Said);
}
