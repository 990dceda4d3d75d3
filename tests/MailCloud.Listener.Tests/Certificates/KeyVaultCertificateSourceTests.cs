using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Listener.Tests;

public class KeyVaultCertificateSourceTests
{
    [Fact]
    public async Task Clients_get_the_certificate_of_the_name_they_ask_for()
    {
        await using var bench = await VaultBench.StartAsync();
        var mail = await bench.CreateAsync("mail", 0, "mail.example.org");
        var wild = await bench.CreateAsync("wild", 0, "*.example.net", "imap.example.net");
        var exact = await bench.CreateAsync("exact", 0, "smtp.example.net");
        var source = bench.Open("mail", "wild", "exact");
        await source.Loaded.WaitAsync(TimeSpan.FromMinutes(1));
        await bench.UntilAsync(() => ThumbprintOf(source, "smtp.example.net") == exact);

        Assert.Equal(mail, ThumbprintOf(source, null));
        Assert.Equal(mail, ThumbprintOf(source, "MAIL.Example.ORG"));
        Assert.Equal(wild, ThumbprintOf(source, "pop.example.net"));
        Assert.Equal(wild, ThumbprintOf(source, "imap.example.net."));
        Assert.Equal(mail, ThumbprintOf(source, "example.net"));
        Assert.Equal(mail, ThumbprintOf(source, "a.b.example.net"));
        Assert.Equal(mail, ThumbprintOf(source, "elsewhere.example"));
    }

    [Fact]
    public async Task A_new_version_is_taken_and_one_that_is_switched_off_gives_way_to_the_one_before()
    {
        await using var bench = await VaultBench.StartAsync();
        var first = await bench.CreateAsync("mail", 0, "mail.example.org");
        var source = bench.Open("mail");
        await source.Loaded.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(first, ThumbprintOf(source, null));
        var reads = bench.Server.Reads;

        await bench.UntilAsync(() => bench.Log.Lines.Count > 0);
        var second = await bench.CreateAsync("mail", 0, "mail.example.org");
        await bench.UntilAsync(() => ThumbprintOf(source, null) == second);
        Assert.Equal(reads + 1, bench.Server.Reads);

        var client = bench.Server.OpenCertificates();
        var newest = (await client.GetCertificateAsync("mail")).Value.Properties;
        newest.Enabled = false;
        await client.UpdateCertificatePropertiesAsync(newest);
        await bench.UntilAsync(() => ThumbprintOf(source, null) == first);
    }

    [Fact]
    public async Task Nothing_that_cannot_be_used_replaces_what_works()
    {
        await using var bench = await VaultBench.StartAsync();
        var good = await bench.CreateAsync("mail", 0, "mail.example.org");
        var source = bench.Open("mail");
        await source.Loaded.WaitAsync(TimeSpan.FromMinutes(1));

        await bench.CreateAsync("mail", 2, "mail.example.org");
        await ComplainedAsync("is good from");

        bench.Spoiled = SecretOf("application/x-pkcs12", "no base64!");
        await bench.CreateAsync("mail", 0, "mail.example.org");
        await ComplainedAsync("is no base64");
        bench.Spoiled = SecretOf("application/x-pkcs12", Convert.ToBase64String("no store"u8));
        await ComplainedAsync("mail stays as it was");
        bench.Spoiled = SecretOf("text/plain", "hello");
        await ComplainedAsync("in a form that is not known");
        bench.Spoiled = SecretOf("application/x-pem-file", KeyOfAnother());
        await ComplainedAsync("mail stays as it was");
        bench.Spoiled = "{ no JSON";
        await ComplainedAsync("mail stays as it was");

        bench.Spoiled = null;
        bench.Server.Outage = (int)HttpStatusCode.Forbidden;
        await ComplainedAsync("cannot be reached, or refuses");
        Assert.Equal(good, ThumbprintOf(source, null));

        bench.Server.Outage = null;
        await bench.UntilAsync(() => ThumbprintOf(source, null) != good);

        async Task ComplainedAsync(string reason)
        {
            var before = bench.Log.Warnings.Count(line => line.Contains(reason, StringComparison.Ordinal));
            await bench.UntilAsync(() => bench.Log.Warnings.Count(line => line.Contains(reason, StringComparison.Ordinal)) > before);
            Assert.Equal(good, ThumbprintOf(source, null));
        }
    }

    [Fact]
    public async Task Without_any_certificate_it_waits_and_says_so()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Server.Outage = (int)HttpStatusCode.Forbidden;
        var source = bench.Open("mail", "other");
        Assert.StartsWith("Error:", await bench.Log.LineAsync("the ports stay closed"), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => source.Select(null));

        bench.Server.Outage = null;
        await bench.UntilAsync(() => bench.Log.Lines.Any(line => line.Contains("there is none of this name", StringComparison.Ordinal)));
        Assert.False(source.Loaded.IsCompleted);

        var mail = await bench.CreateAsync("other", 0, "mail.example.org");
        await bench.UntilAsync(() => source.Loaded.IsCompleted);
        Assert.Equal(mail, ThumbprintOf(source, null));
    }

    [Fact]
    public async Task An_expired_certificate_is_better_than_none_and_is_warned_of_once_a_day()
    {
        await using var bench = await VaultBench.StartAsync();
        var old = await bench.CreateAsync("mail", 2, "mail.example.org");
        var source = bench.Open("mail");
        await source.Loaded.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(old, ThumbprintOf(source, null));
        await bench.UntilAsync(() => Warnings() == 1);
        var began = bench.Time.GetUtcNow();
        await bench.UntilAsync(() => Warnings() == 2, TimeSpan.FromMinutes(5));
        Assert.InRange(bench.Time.GetUtcNow() - began, KeyVaultCertificateSource.WarningTime / 15, TimeSpan.FromDays(2));

        var good = await bench.CreateAsync("mail", 0, "mail.example.org");
        await bench.UntilAsync(() => ThumbprintOf(source, null) == good);

        int Warnings() => bench.Log.Warnings.Count(line => line.Contains("and the vault has no newer one", StringComparison.Ordinal));
    }

    private static string ThumbprintOf(KeyVaultCertificateSource source, string? name) => source.Select(name).TargetCertificate.Thumbprint;

    private static string SecretOf(string contentType, string value) =>
        new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = "https://vault.example/secrets/mail/0",
            ["value"] = value,
            ["contentType"] = contentType,
            ["attributes"] = new System.Text.Json.Nodes.JsonObject { ["enabled"] = true },
        }.ToJsonString();

    private static string KeyOfAnother()
    {
        using var one = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=mail.example.org", one, HashAlgorithmName.SHA256).CreateSelfSigned(
            now,
            now.AddDays(1)
        );
        return $"{other.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n";
    }
}
